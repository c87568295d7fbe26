import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import { canonical, mergeFields } from "../domain/merge.ts";
import { AppError } from "../errors.ts";
import type { NeedRecord } from "./model.ts";
import type { NeedChange } from "./schema.ts";
import { editNeed, getNeed } from "./usecases.ts";

/** The fields of a need's form, in the order in which it shows them. */
export const FORM_FIELDS = [
  "title",
  "description",
  "kinds",
  "themes",
  "countries",
  "odd",
  "languages",
  "period",
  "mode",
  "dismissed",
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

const saidIn = (need: NeedRecord, field: FormField): unknown =>
  need[field] ?? (field === "dismissed" ? [] : null);
const digestOf = (value: unknown): string =>
  createHash("sha256").update(canonical(value)).digest("base64url").slice(0, 12);

/** What a form began with, as digests: enough to tell who changed what, and small enough for a hidden field. */
type Seen = Partial<Record<FormField, string>>;

// One word: where what was written is shown again, several words count as a text.
const writeSeen = (seen: Seen): string =>
  FORM_FIELDS.flatMap((field) => (seen[field] ? [`${field}:${seen[field]}`] : [])).join(",");

/** The hidden field of a form that shows this need; of some fields only, where a page shows no more. */
export const seenOf = (need: NeedRecord, fields: readonly FormField[] = FORM_FIELDS): string =>
  writeSeen(Object.fromEntries(fields.map((field) => [field, digestOf(saidIn(need, field))])));

/** Reads that field; what is not one counts as not seen. */
function readSeen(text: unknown): Seen {
  const pairs = typeof text === "string" ? text.split(",").map((pair) => pair.split(":")) : [];
  const known = pairs.filter(([field]) => (FORM_FIELDS as readonly string[]).includes(field ?? ""));
  return Object.fromEntries(known.map(([field, digest]) => [field, digest])) as Seen;
}

/** What the sender of a form says beside its fields. */
export type Sight = {
  /** The hidden field that the form began with. */
  seen: unknown;
  /** The key of the form: its earlier saves are the writer's own. */
  form: string | undefined;
  /** For fields changed on both sides: whose text stays, once both were shown. */
  choice?: Record<string, unknown>;
  /** The other side's values that were shown when that choice was made. */
  compared?: unknown;
};

export type Saved = {
  need: NeedRecord;
  /** The hidden field from now on. What others changed stays unseen: this form does not show it. */
  seen: string;
  /** What others changed and this form does not show. */
  elsewhere: FormField[];
};

/** Both sides wrote the same field. `current` names the fields. */
const undecided = (fields: FormField[]) =>
  new AppError("need-conflict", 409, "Ce texte a été modifié ailleurs en même temps.", {
    errors: fields.map((path) => ({ path, message: "Modifié des deux côtés : choisissez." })),
    current: { fields },
  });

/** Somebody who saves between our reading and our writing makes us read again; so often in a row nobody does. */
const TRIES = 5;

/**
 * Saves what a form says, together with what others wrote since the form was shown.
 * @throws 409 `need-conflict` where both changed the same field and nobody has chosen; 403, 404, 422 as `editNeed`.
 */
export async function saveForm(context: Context, id: string, mine: NeedChange, sight: Sight): Promise<Saved> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await saveOnce(context, id, mine, sight);
    } catch (error) {
      if (tries === TRIES || !(error instanceof AppError) || error.id !== "version") throw error;
    }
  }
}

async function saveOnce(
  context: Context,
  id: string,
  { version, organisation, ...mine }: NeedChange,
  { seen: began, form, choice = {}, compared }: Sight,
): Promise<Saved> {
  const need = await getNeed(context, id);
  // A form that brings the present version alone has seen all of it.
  const seen = readSeen(began || version !== need.version ? began : seenOf(need));
  const shown = readSeen(compared);
  const digests = new Map(FORM_FIELDS.map((field) => [field, digestOf(saidIn(need, field))]));
  const stays = FORM_FIELDS.filter((field) => choice[field] === "theirs");
  const wins = FORM_FIELDS.filter((field) => choice[field] === "mine" && shown[field] === digests.get(field));
  const only = (keep: (field: FormField) => boolean) =>
    Object.fromEntries(Object.entries(mine).filter(([field]) => keep(field as FormField))) as typeof mine;
  const written = only((field) => !stays.includes(field));
  const { change, conflicts, elsewhere } = mergeFields<FormField>({
    mine: written,
    theirs: Object.fromEntries(FORM_FIELDS.map((field) => [field, saidIn(need, field)])) as Record<
      FormField,
      unknown
    >,
    saw: (field, value) => seen[field] === digestOf(value),
    own: (field) => wins.includes(field) || (form !== undefined && need.wroteWith?.[field] === form),
  });
  if (conflicts.length > 0) throw undecided(conflicts);
  const moves = organisation !== undefined && organisation !== need.organisation;
  const changes = { ...only((field) => field in change), ...(moves ? { organisation } : {}) };
  const saved =
    Object.keys(changes).length > 0
      ? await editNeed(context, id, { ...changes, version: need.version }, form)
      : need;
  const shows = FORM_FIELDS.filter((field) => !elsewhere.includes(field) && !stays.includes(field));
  const now = { ...seen, ...readSeen(seenOf(saved, shows)) };
  return { need: saved, seen: writeSeen(now), elsewhere };
}
