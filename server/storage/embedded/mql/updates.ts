import { type Document, ObjectId } from "bson";
import { update as mingoUpdate } from "mingo/updater";
import { conjuncts } from "../bounds.ts";
import { StoreError } from "../errors.ts";
import { aggregate, type Collation, languageOptions, toLanguage } from "./language.ts";
import { arithmetic, isNumeric } from "./numbers.ts";
import { compareValues, sameValue } from "./ordering.ts";
import { candidates } from "./paths.ts";

/** One statement of an `update` or `findAndModify` command. */
export interface Change {
  filter: Document;
  /** Operators, a replacement, or a pipeline. */
  update: Document | Document[];
  arrayFilters?: Document[];
  collation?: Collation;
  variables?: Document;
}

const PIPELINE_STAGES = new Set(["$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith"]);
const OPERATORS = new Set([
  "$set",
  "$unset",
  "$inc",
  "$mul",
  "$min",
  "$max",
  "$rename",
  "$currentDate",
  "$setOnInsert",
  "$push",
  "$addToSet",
  "$pull",
  "$pullAll",
  "$pop",
  "$bit",
]);
const EXPECTED: Record<string, "number" | "array"> = {
  $inc: "number",
  $mul: "number",
  $push: "array",
  $addToSet: "array",
  $pull: "array",
  $pullAll: "array",
  $pop: "array",
};

type Kind = "pipeline" | "operators" | "replacement";

/** Which of MongoDB's three forms an update has; mixed forms and unknown operators are refused. */
export function kindOf(update: Document | Document[]): Kind {
  if (Array.isArray(update)) {
    for (const stage of update) {
      const name = Object.keys(stage)[0] ?? "";
      if (!PIPELINE_STAGES.has(name))
        throw new StoreError("InvalidOptions", `${name} is not allowed to be used within an update`);
    }
    return "pipeline";
  }
  const names = Object.keys(update);
  const operators = names.filter((name) => name.startsWith("$"));
  if (operators.length === 0) return "replacement";
  const unknown = names.find((name) => !OPERATORS.has(name));
  if (unknown !== undefined) {
    throw new StoreError(
      "FailedToParse",
      `Unknown modifier: ${unknown}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  return "operators";
}

/** mingo passes over what it cannot update; MongoDB refuses it. Paths with `$` are left to mingo. */
function checkPath(document: Document, op: string, path: string): void {
  if (path === "" || path.startsWith("$")) {
    throw new StoreError(
      "DollarPrefixedFieldName",
      `The dollar ($) prefixed field '${path}' is not valid for storage.`,
    );
  }
  const parts = path.split(".");
  let value: unknown = document;
  for (const [i, part] of parts.entries()) {
    if (part.startsWith("$")) return;
    if (value === undefined) return;
    const scalar = typeof value !== "object" || value === null;
    if (scalar || (Array.isArray(value) && !/^\d+$/.test(part))) {
      if (op === "$unset" || op.startsWith("$pull")) return;
      const element = JSON.stringify({ [parts[i - 1] ?? ""]: value });
      throw new StoreError("PathNotViable", `Cannot create field '${part}' in element ${element}`);
    }
    value = (value as Document)[part];
  }
  const expected = EXPECTED[op];
  if (value === undefined || expected === undefined) return;
  if (expected === "array" && !Array.isArray(value)) {
    throw new StoreError(
      "BadValue",
      `The field '${path}' must be an array but is of type ${typeof value} in document {_id: ${document["_id"]}}`,
    );
  }
  if (expected === "number" && !isNumeric(value)) {
    throw new StoreError(
      "TypeMismatch",
      `Cannot apply ${op} to a value of non-numeric type. {_id: ${document["_id"]}} has the field '${parts.at(-1)}' of non-numeric type ${value === null ? "null" : typeof value}`,
    );
  }
}

/** What mingo's arithmetic does not know (Decimal128, 64-bit integers, BSON's order), computed here and set. */
function withOwnArithmetic(document: Document, update: Document): Document {
  const out: Document = { ...update };
  const computed: Document = {};
  for (const op of ["$inc", "$mul", "$min", "$max"] as const) {
    const rest: Document = {};
    for (const [path, operand] of Object.entries((update[op] ?? {}) as Document)) {
      if ((op === "$inc" || op === "$mul") && !isNumeric(operand)) {
        throw new StoreError(
          "TypeMismatch",
          `Cannot ${op === "$inc" ? "increment" : "multiply"} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`,
        );
      }
      const current = path.includes("$") ? undefined : candidates(document, path)[0];
      const special = [operand, current].some((value) => typeof value === "object" && value !== null);
      if (!special || path.includes("$")) rest[path] = operand;
      else if (op === "$inc" || op === "$mul")
        computed[path] = arithmetic(op === "$inc" ? "+" : "*", isNumeric(current) ? current : 0, operand);
      else if (current === undefined || compareValues(operand, current) * (op === "$max" ? 1 : -1) > 0)
        computed[path] = operand;
    }
    if (update[op]) out[op] = rest;
  }
  if (Object.keys(computed).length > 0) out["$set"] = { ...out["$set"], ...computed };
  for (const [op, fields] of Object.entries(out)) if (Object.keys(fields).length === 0) delete out[op];
  return out;
}

const sameId = (a: Document, b: Document): boolean => sameValue(a["_id"], b["_id"]);

function keepId(before: Document, after: Document): Document {
  if (!("_id" in after)) return { _id: before["_id"], ...after };
  if (!sameId(before, after)) {
    throw new StoreError(
      "ImmutableField",
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  return after;
}

function applyOperators(document: Document, change: Change, insert: boolean): Document | undefined {
  const { $setOnInsert, ...given } = change.update as Document;
  const operators: Document =
    insert && $setOnInsert ? { ...given, $set: { ...given["$set"], ...$setOnInsert } } : given;
  for (const [op, fields] of Object.entries(operators)) {
    if (typeof fields !== "object" || fields === null)
      throw new StoreError(
        "FailedToParse",
        `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${op}: ${fields}}`,
      );
    for (const path of Object.keys(fields)) checkPath(document, op, path);
  }
  const id = document["_id"];
  const setId = operators["$set"]?.["_id"];
  if (setId !== undefined && (insert || sameValue(setId, id))) {
    const { _id, ...others } = operators["$set"];
    operators["$set"] = others;
    if (insert) document["_id"] = _id;
  }
  if (Object.values(operators).some((fields) => "_id" in fields)) {
    throw new StoreError(
      "ImmutableField",
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  const update = withOwnArithmetic(document, operators);
  if (Object.keys(update).length === 0) return undefined;
  const positional = JSON.stringify(Object.values(update).map((fields) => Object.keys(fields))).includes(
    ".$",
  );
  const condition =
    positional && !insert
      ? Object.fromEntries(conjuncts(change.filter).map(([path, op, value]) => [path, { [op]: value }]))
      : {};
  const filters = toLanguage(change.arrayFilters ?? []);
  const { $pull, ...rest } = update;
  const readable = $pull ? { ...rest, $pull: toLanguage($pull) } : rest;
  const modified = mingoUpdate(document, readable, filters, condition, {
    queryOptions: languageOptions(change.collation),
  });
  return modified.length > 0 ? document : undefined;
}

/**
 * The document after an update, or undefined where it changes nothing. `document` may be changed in place.
 * https://www.mongodb.com/docs/manual/reference/mql/update/
 */
export function applyUpdate(document: Document, change: Change, insert = false): Document | undefined {
  const kind = kindOf(change.update);
  if (kind === "operators") return applyOperators(document, change, insert);
  if (kind === "replacement") {
    const after = keepId(document, change.update as Document);
    return !insert && sameValue(document, after) ? undefined : after;
  }
  const variables = change.variables && { variables: change.variables };
  const [after] = aggregate(toLanguage(change.update as Document[]), [document], change.collation, variables);
  const kept = keepId(document, after ?? {});
  return !insert && sameValue(document, kept) ? undefined : kept;
}

/** The document that an upsert inserts: what the filter fixes, then the update. */
export function upserted(change: Change): Document {
  const base: Document = {};
  for (const [path, op, value] of conjuncts(change.filter)) {
    if (op !== "$eq" && !(op === "$in" && Array.isArray(value) && value.length === 1)) continue;
    const parts = path.split(".");
    const last = parts.pop()!;
    let target = base;
    for (const part of parts) target = target[part] ??= {};
    target[last] = op === "$in" ? (value as unknown[])[0] : value;
  }
  const replacing = kindOf(change.update) === "replacement";
  const start: Document = replacing && "_id" in base ? { _id: base["_id"] } : replacing ? {} : base;
  if (replacing && !("_id" in start)) start["_id"] = (change.update as Document)["_id"] ?? new ObjectId();
  const after = applyUpdate(start, change, true) ?? start;
  const { _id = new ObjectId(), ...rest } = after;
  return { _id, ...rest };
}
