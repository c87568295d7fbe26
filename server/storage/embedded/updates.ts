import { type Document, ObjectId } from "bson";
import { update as mingoUpdate } from "mingo/updater";
import { StoreError } from "./errors.ts";
import { compareValues, sameValue } from "./keys.ts";
import { aggregate, plainOptions } from "./language.ts";
import { arithmetic, isNumeric, type Numeric, type Operation } from "./numbers.ts";
import { candidates } from "./paths.ts";
import { conjuncts } from "./planning.ts";
import type { Selection } from "./queries.ts";

/** One statement of an `update` or `findAndModify` command: what it selects, and what becomes of it. */
export interface Change extends Selection {
  /** Operators, a replacement, or a pipeline. */
  update: Document | Document[];
  multi?: boolean;
  upsert?: boolean;
  arrayFilters?: Document[];
}

const PIPELINE_STAGES = new Set(["$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith"]);

/** Which of MongoDB's three forms an update has. https://www.mongodb.com/docs/manual/reference/command/update/ */
export function kindOf(update: Document | Document[]): "pipeline" | "operators" | "replacement" {
  if (!Array.isArray(update))
    return Object.keys(update).some((name) => name.startsWith("$")) ? "operators" : "replacement";
  const other = update.map((stage) => Object.keys(stage)[0] ?? "").find((name) => !PIPELINE_STAGES.has(name));
  if (other === undefined) return "pipeline";
  throw new StoreError("InvalidOptions", `${other} is not allowed to be used within an update`);
}

const NUMERIC = new Set(["$inc", "$mul"]);
const OF_ARRAYS = new Set(["$push", "$addToSet", "$pull", "$pullAll", "$pop"]);

/** mingo passes over what it cannot update; MongoDB refuses it. Paths with `$` are left to mingo. */
function checkPath(document: Document, op: string, path: string, operand: unknown): void {
  if (path === "_id" || path.startsWith("_id.")) throw immutableId();
  const where = `'${path}' in document {_id: ${document["_id"]}}`;
  let value: unknown = document;
  for (const part of path.split(".")) {
    if (part.startsWith("$") || value === undefined) break;
    const isScalar = typeof value !== "object" || value === null;
    if (isScalar || (Array.isArray(value) && !/^\d+$/.test(part))) {
      if (op === "$unset" || op.startsWith("$pull")) return;
      throw new StoreError("PathNotViable", `Cannot create field '${part}' of ${where}`);
    }
    value = (value as Document)[part];
  }
  if (path.includes("$")) value = undefined;
  if (OF_ARRAYS.has(op) && value !== undefined && !Array.isArray(value))
    throw new StoreError("BadValue", `The field ${where} must be an array`);
  if (NUMERIC.has(op) && !isNumeric(operand))
    throw new StoreError("TypeMismatch", `Cannot apply ${op} with a non-numeric argument to ${where}`);
  if (NUMERIC.has(op) && value !== undefined && !isNumeric(value))
    throw new StoreError("TypeMismatch", `Cannot apply ${op} to a value of non-numeric type: ${where}`);
}

function immutableId(): StoreError {
  const message = "Performing an update on the path '_id' would modify the immutable field '_id'";
  return new StoreError("ImmutableField", message);
}

const calculated = (op: Operation) => (current: unknown, operand: unknown) =>
  arithmetic(op, isNumeric(current) ? current : 0, operand as Numeric);
const chosen = (sign: 1 | -1) => (current: unknown, operand: unknown) =>
  current === undefined || sign * compareValues(operand, current) > 0 ? operand : current;

/** What an operator makes of one value, by BSON's arithmetic and order, which mingo's updater does not know. */
const COMPUTED: Record<string, (current: unknown, operand: unknown) => unknown> = {
  $inc: calculated("+"),
  $mul: calculated("*"),
  $min: chosen(-1),
  $max: chosen(1),
};

/** The operators with those of `COMPUTED` turned into `$set`, but for positional paths, which only mingo resolves. */
function withComputed(document: Document, operators: Document): Document {
  const out: Document = {};
  for (const [op, fields] of Object.entries(operators as Record<string, Document>)) {
    for (const [path, operand] of Object.entries(fields)) {
      const compute = path.includes("$") ? undefined : COMPUTED[op];
      const name = compute ? "$set" : op;
      if (Object.hasOwn(out[name] ?? {}, path)) {
        const message = `Updating the path '${path}' would create a conflict at '${path}'`;
        throw new StoreError("ConflictingUpdateOperators", message);
      }
      out[name] = {
        ...out[name],
        [path]: compute ? compute(candidates(document, path)[0], operand) : operand,
      };
    }
  }
  return out;
}

function applyOperators(document: Document, change: Change, insert: boolean): Document | undefined {
  const { $setOnInsert, ...given } = change.update as Document;
  if (insert && $setOnInsert) given["$set"] = { ...given["$set"], ...$setOnInsert };
  const { _id, ...set } = given["$set"] ?? {};
  if (_id !== undefined && (insert || sameValue(_id, document["_id"]))) {
    given["$set"] = set;
    document["_id"] = _id;
  }
  for (const [op, fields] of Object.entries(given)) {
    if (typeof fields !== "object" || fields === null)
      throw new StoreError("FailedToParse", `Modifiers operate on fields, but ${op} is given ${fields}`);
    for (const [path, operand] of Object.entries(fields)) checkPath(document, op, path, operand);
  }
  const update = withComputed(document, given);
  // `$` stands for the element that met the filter: mingo tries the filter again.
  const positional = Object.values(update).some((fields) =>
    /\.\$(\.|$)/m.test(Object.keys(fields).join("\n")),
  );
  const condition = positional
    ? Object.fromEntries(conjuncts(change.filter).map(([path, op, value]) => [path, { [op]: value }]))
    : {};
  const modified = mingoUpdate(document, update, change.arrayFilters ?? [], condition, {
    queryOptions: plainOptions(change.collation),
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
  const [made = {}] =
    kind === "replacement"
      ? [change.update]
      : aggregate(change.update as Document[], [document], change.collation);
  const after: Document = "_id" in made ? made : { _id: document["_id"], ...made };
  if (!sameValue(document["_id"], after["_id"])) throw immutableId();
  return !insert && sameValue(document, after) ? undefined : after;
}

/** The document that an upsert inserts: what the filter fixes, then the update. */
export function upserted(change: Change): Document {
  const base: Document = {};
  for (const [path, op, value] of conjuncts(change.filter)) {
    if (op !== "$eq") continue;
    const parts = path.split(".");
    const last = parts.pop()!;
    let target = base;
    for (const part of parts) target = target[part] ??= {};
    target[last] = value;
  }
  if (kindOf(change.update) === "replacement")
    return { _id: base["_id"] ?? new ObjectId(), ...(change.update as Document) };
  const { _id = new ObjectId(), ...rest } = applyUpdate(base, change, true) ?? base;
  return { _id, ...rest };
}
