import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Request } from "express";
import mongoose from "mongoose";
import { type Posted, withoutSecrets } from "./formFields.ts";
import { ownerMark } from "./formMark.ts";

const HOUR_MS = 3_600_000;
/** Characters of JSON: the longest form of ours, several times. */
const MOST = 100_000;

/** A form whose session had ended when it was posted: kept for whoever signs in again in that browser. */
type KeptFormRecord = {
  _id: string;
  /** Of the account that it was made for. */
  owner: string;
  page: string;
  action: string;
  /** JSON: the names of fields are whatever was posted. */
  fields: string;
  /** Why it was refused, where it was: then it is shown once. */
  because?: string;
  expiresAt: Date;
};

const keptFormSchema = new mongoose.Schema<KeptFormRecord>(
  {
    _id: { type: String, required: true },
    owner: { type: String, required: true },
    page: { type: String, required: true },
    action: { type: String, required: true },
    fields: { type: String, required: true },
    because: { type: String },
    expiresAt: { type: Date, required: true },
  },
  { collection: "keptForms" },
);
keptFormSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
const KeptForm = mongoose.model("KeptForm", keptFormSchema);

/** A form that is to be shown again with what was posted. */
export type FilledAgain = { page: string; action: string; fields: Posted; because?: string | undefined };

/**
 * Keeps a form for an hour, for this browser: only its session names it.
 * @returns whether there was room for it
 */
export async function keepForm(
  request: Request,
  { page, action, fields, because, owner }: FilledAgain & { owner: string },
  now: Date,
): Promise<boolean> {
  await forgetForm(request);
  const said = JSON.stringify(withoutSecrets(fields));
  if (said.length > MOST) return false;
  const _id = randomBytes(24).toString("base64url");
  const expiresAt = new Date(now.getTime() + HOUR_MS);
  await KeptForm.create({
    _id,
    owner,
    page,
    action,
    fields: said,
    expiresAt,
    ...(because ? { because } : {}),
  });
  request.session.keptForm = { id: _id, owner, page, action };
  return true;
}

/** What this browser's session keeps, with its fields; null where there is nothing any more. */
export async function keptForm(request: Request, now: Date): Promise<FilledAgain | null> {
  const named = request.session?.keptForm;
  if (!named) return null;
  const record = await KeptForm.findOne({ _id: named.id, expiresAt: { $gt: now } }).lean();
  if (!record) return null;
  const { page, action, because } = record;
  return { page, action, because, fields: JSON.parse(record.fields) as Posted };
}

export async function forgetForm(request: Request): Promise<void> {
  const named = request.session?.keptForm;
  if (!named) return;
  delete request.session.keptForm;
  await KeptForm.deleteOne({ _id: named.id });
}

/**
 * Takes what the session before signing in keeps into the one after it: to be called before `logIn`, and what it returns
 * after it. What another account had written is dropped.
 * @returns a function of the account that signed in, giving the page to go to, or null
 */
export function carryKeptForm(request: Request): (user: string) => Promise<string | null> {
  const named = request.session?.keptForm;
  return async (user) => {
    if (!named) return null;
    request.session.keptForm = named;
    if (named.owner !== ownerMark(user)) {
      await forgetForm(request);
      return null;
    }
    // A browser follows the redirect at once: the session must know by then.
    await promisify(request.session.save.bind(request.session))();
    return named.page;
  };
}
