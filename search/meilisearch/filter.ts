import type { FieldValue, Filter, IndexName, SearchDocument } from "../engine.ts";
import { INDEXES } from "../indexes.ts";
import { blocksIn, blocksMeeting } from "../spans.ts";

/** Meilisearch compares each value of a list by itself and knows no spans: beside a field of spans stand its blocks. */
export const blocksField = (field: string): string => `${field}Blocks`;

/** A document with what its spans are found by. */
export function withBlocks(index: IndexName, document: SearchDocument): SearchDocument {
  const fields = INDEXES[index].spans ?? [];
  const blocks = fields.map((field) => [blocksField(field), blocksIn(document[field])]);
  return { ...document, ...Object.fromEntries(blocks) };
}

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
    case "overlaps":
      return compileFilter({
        op: "in",
        field: blocksField(filter.field),
        values: blocksMeeting(filter.from, filter.to),
      });
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
