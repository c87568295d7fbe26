import type { Document } from "bson";
import { StoreError } from "./errors.ts";
import { readDocument } from "./indexes.ts";
import { project, toLanguage } from "./mql/language.ts";
import { selectionOf } from "./queries.ts";
import type { Selection } from "./reading.ts";
import type { Writer } from "./storage.ts";
import { removeSelected, type UpdateStatement, update } from "./writing.ts";

const DELETE_FIELDS = ["q", "limit", "collation", "hint"];
const UPDATE_FIELDS = ["q", "u", "multi", "upsert", "arrayFilters", "collation", "hint", "c", "sort"];

function statements(list: unknown, command: string, fields: string[]): Document[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new StoreError(
      "InvalidLength",
      `Write batch sizes must be between 1 and 100000. Got ${(list as [])?.length ?? 0} operations.`,
    );
  }
  return list.map((item) => {
    const statement: Document = item instanceof Uint8Array ? readDocument(item) : item;
    const unknown = Object.keys(statement).find((name) => !fields.includes(name));
    if (unknown !== undefined) {
      throw new StoreError("IDLUnknownField", `BSON field '${command}.${unknown}' is an unknown field.`);
    }
    return statement;
  });
}

/** Reads an `update` command's statements. */
export function updateStatements(body: Document): UpdateStatement[] {
  return statements(body["updates"], "update.updates", UPDATE_FIELDS).map((one) => ({
    filter: toLanguage(one["q"]),
    update: one["u"],
    multi: one["multi"] === true,
    upsert: one["upsert"] === true,
    selection: selectionOf({ ...one, let: body["let"] }, one["q"]),
    variables: { ...body["let"], ...one["c"] },
    collation: one["collation"],
    arrayFilters: one["arrayFilters"],
  }));
}

/** Reads a `delete` command's statements. */
export function deleteStatements(body: Document): Selection[] {
  return statements(body["deletes"], "delete.deletes", DELETE_FIELDS).map((one) =>
    selectionOf({ ...one, let: body["let"] }, one["q"]),
  );
}

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export function findAndModify(writer: Writer, ns: string, body: Document): Document {
  const selection = { ...selectionOf(body, body["query"]), limit: 1 };
  const shown = (document: Document | undefined): Document | null => {
    if (!document) return null;
    const fields: Document = body["fields"] ?? {};
    if (Object.keys(fields).length === 0) return document;
    return [...project([document], fields, toLanguage(selection.filter))][0] ?? null;
  };
  if (body["remove"]) {
    const [removed] = removeSelected(writer, ns, selection);
    return { lastErrorObject: { n: removed ? 1 : 0 }, value: shown(removed), ok: 1 };
  }
  const result = update(writer, ns, {
    filter: toLanguage(selection.filter),
    update: body["update"],
    multi: false,
    upsert: body["upsert"] === true,
    selection,
    variables: body["let"],
    collation: body["collation"],
    arrayFilters: body["arrayFilters"],
  });
  const upserted = "upsertedId" in result;
  return {
    lastErrorObject: {
      n: result.matched + Number(upserted),
      updatedExisting: result.matched > 0,
      ...(upserted && { upserted: result.upsertedId }),
    },
    value: shown(body["new"] === true ? result.after : result.before),
    ok: 1,
  };
}
