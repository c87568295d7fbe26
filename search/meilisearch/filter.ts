import type { FieldValue, Filter } from "../engine.ts";

/**
 * Compiles a filter tree into Meilisearch's filter language. Field names come from `indexes.ts` (`checkQuery` refuses
 * others); every value stands between double quotes, whatever its type, so that nothing in it can be read as language.
 * Grammar: https://www.meilisearch.com/docs/capabilities/filtering_sorting_faceting/advanced/filter_expression_syntax
 */
export function compileFilter(filter: Filter): string {
  switch (filter.op) {
    case "eq":
      return `${filter.field} = ${quote(filter.value)}`;
    case "in":
      return `${filter.field} IN [${filter.values.map(quote).join(", ")}]`;
    case "range":
      return compileRange(filter.field, filter.gte, filter.lte);
    case "exists":
      return `(${filter.field} EXISTS AND ${filter.field} IS NOT NULL AND ${filter.field} IS NOT EMPTY)`;
    case "and":
      return filter.filters.length === 0
        ? EVERYTHING
        : `(${filter.filters.map(compileFilter).join(" AND ")})`;
    case "or":
      return filter.filters.length === 0 ? NOTHING : `(${filter.filters.map(compileFilter).join(" OR ")})`;
    case "not":
      return `NOT (${compileFilter(filter.filter)})`;
  }
}

const NOTHING = "id IN []";
const EVERYTHING = "NOT id IN []";

function compileRange(field: string, gte?: number | string, lte?: number | string): string {
  const bounds = [
    ...(gte === undefined ? [] : [`${field} >= ${quote(gte)}`]),
    ...(lte === undefined ? [] : [`${field} <= ${quote(lte)}`]),
  ];
  return bounds.length === 0 ? compileFilter({ op: "exists", field }) : `(${bounds.join(" AND ")})`;
}

/**
 * A value as a quoted string. Meilisearch reads backslash escapes between quotes: the backslash itself and the quote
 * are escaped. Lone surrogates are replaced, since JSON refuses them.
 */
export function quote(value: FieldValue): string {
  const text = String(value).toWellFormed().replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${text}"`;
}
