import {
  type FieldValue,
  type Filter,
  HIGHLIGHT_CLOSE,
  HIGHLIGHT_OPEN,
  INDEX_NAMES,
  type IndexName,
  MAX_DEPTH,
  MAX_LIMIT,
  type SearchDocument,
  type SearchQuery,
} from "./engine.ts";
import { SearchError } from "./errors.ts";
import { declaredFields, filterableFields, INDEXES } from "./indexes.ts";

/** Deeper trees come from no form of ours; a bound keeps a hostile one from exhausting the stack. */
const MAX_FILTER_DEPTH = 20;
const MAX_FILTER_NODES = 2000;
const MAX_TEXT_LENGTH = 20_000;
/** Meilisearch's own rule for document identifiers. */
const DOCUMENT_ID = /^[A-Za-z0-9_-]{1,511}$/;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const refuse = (message: string): never => {
  throw new SearchError("bad-query", message);
};

/**
 * Both adapters check queries here, so that what one refuses the other refuses too, in the same words.
 * @throws SearchError "bad-query"
 */
export function checkQuery(index: IndexName, query: SearchQuery): void {
  checkIndex(index);
  const settings = INDEXES[index];
  if (typeof query.text !== "string") refuse("The text of a query must be a string");
  if (query.text.length > MAX_TEXT_LENGTH) refuse(`The text of a query is longer than ${MAX_TEXT_LENGTH}`);
  checkBounds(query);
  if (query.filter) checkFilter(index, query.filter);
  for (const facet of query.facets ?? []) checkFacet(index, facet);
  for (const { field, direction } of query.sort ?? []) {
    if (!settings.sortable.includes(field)) refuse(`"${field}" is not sortable in ${index}`);
    if (direction !== "asc" && direction !== "desc") refuse(`"${direction}" is not a direction`);
  }
  for (const field of query.highlight ?? []) {
    if (!settings.searchable.some((each) => each.field === field))
      refuse(`"${field}" is not searched in ${index}`);
  }
}

/** @throws SearchError "bad-query" for an index or a facet that is not declared */
export function checkFacet(index: IndexName, facet: string): void {
  checkIndex(index);
  if (!INDEXES[index].facets.includes(facet)) refuse(`"${facet}" is not a facet of ${index}`);
}

/** @throws SearchError "bad-query" for an identifier that Meilisearch would not take */
export function checkDocuments(index: IndexName, documents: SearchDocument[]): void {
  checkIndex(index);
  for (const { id } of documents) {
    if (typeof id !== "string" || !DOCUMENT_ID.test(id)) refuse(`${JSON.stringify(id)} is not a document id`);
  }
}

function checkIndex(index: IndexName): void {
  if (!INDEX_NAMES.includes(index)) refuse(`There is no index "${index}"`);
}

function checkBounds({ offset = 0, limit = 0 }: SearchQuery): void {
  if (!Number.isInteger(offset) || offset < 0) refuse("offset must be a whole number from 0");
  if (!Number.isInteger(limit) || limit < 0) refuse("limit must be a whole number from 0");
  if (limit > MAX_LIMIT) refuse(`limit is at most ${MAX_LIMIT}`);
  if (offset + limit > MAX_DEPTH) refuse(`offset + limit is at most ${MAX_DEPTH}`);
}

function checkFilter(index: IndexName, filter: Filter): void {
  const allowed = new Set(filterableFields(index));
  let nodes = 0;
  const visit = (node: Filter, depth: number): void => {
    nodes += 1;
    if (depth > MAX_FILTER_DEPTH || nodes > MAX_FILTER_NODES) refuse("The filter is too large");
    switch (node.op) {
      case "and":
      case "or":
        for (const each of node.filters) visit(each, depth + 1);
        return;
      case "not":
        visit(node.filter, depth + 1);
        return;
      case "eq":
      case "in":
      case "range":
      case "overlaps":
      case "exists":
        if (!allowed.has(node.field)) refuse(`"${node.field}" is not filterable in ${index}`);
        if (node.op === "range" && !INDEXES[index].ranges.includes(node.field)) {
          refuse(`"${node.field}" is not compared by order in ${index}`);
        }
        checkSpans(INDEXES[index].spans?.includes(node.field) ?? false, node);
        checkValues(node);
        return;
      default:
        refuse(`Unknown filter: ${JSON.stringify(node)}`);
    }
  };
  visit(filter, 1);
}

type Condition = Exclude<Filter, { op: "and" | "or" | "not" }>;

function checkSpans(ofSpans: boolean, node: Condition): void {
  if (node.op === "exists") return;
  if (ofSpans !== (node.op === "overlaps")) refuse(`"${node.field}" is not compared by "${node.op}"`);
  if (node.op !== "overlaps") return;
  for (const day of [node.from, node.to]) {
    if (!DAY.test(day) || Number.isNaN(Date.parse(day))) refuse(`${JSON.stringify(day)} is not a day`);
  }
}

function checkValues(node: Condition): void {
  if (node.op === "exists" || node.op === "overlaps") return;
  if (node.op === "range") {
    const bounds = [node.gte, node.lte].filter((bound) => bound !== undefined);
    if (bounds.some((bound) => typeof bound === "boolean")) refuse("A range is of numbers or of strings");
    bounds.forEach(checkScalar);
    if (new Set(bounds.map((bound) => typeof bound)).size > 1)
      refuse("Both bounds of a range are of one type");
    return;
  }
  if (node.op === "in" && node.values.length > MAX_FILTER_NODES) refuse("The filter is too large");
  (node.op === "in" ? node.values : [node.value]).forEach(checkScalar);
}

function checkScalar(value: unknown): void {
  const fine =
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value));
  if (!fine) refuse("A filter compares with a string, a finite number or a boolean");
}

const MARKERS = new RegExp(`[${HIGHLIGHT_OPEN}${HIGHLIGHT_CLOSE}]`, "g");

/**
 * A document as an index keeps it: the declared fields only, so that a contact detail passed by mistake goes no further;
 * no highlight markers, which nobody may write beforehand; well-formed text, which alone can be sent as JSON.
 */
export function indexable(index: IndexName, document: SearchDocument): SearchDocument {
  const kept: SearchDocument = { id: document.id };
  for (const field of declaredFields(index)) {
    const value = document[field];
    if (value !== undefined) kept[field] = Array.isArray(value) ? value.map(cleanText) : cleanText(value);
  }
  return kept;
}

function cleanText<Value extends FieldValue | null>(value: Value): Value | string {
  return typeof value === "string" ? value.replace(MARKERS, "").toWellFormed() : value;
}
