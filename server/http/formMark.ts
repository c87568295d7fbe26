import { createHash, randomBytes } from "node:crypto";
import type { Request } from "express";

/** The hidden field beside the token of the session, in every form that posts. */
export const MARK_FIELD = "_form";

/** What a form says of itself: whose it is, on which page it stands, and a key that no other form has. */
export type FormMark = {
  /** Of this one form, made with its page: two posts with the same key are one submission. */
  key: string;
  /** Of the account that the page was made for; empty for a visitor. */
  owner: string;
  /** The address of the page, from the root. */
  page: string;
};

const KEY_BYTES = 12;
const MARK = /^([\w-]{16})\.([\w-]{16})?\.(\/(?![/\\])[^\s\\]{0,4000})?$/;

/** Stands for an account in a page without being its id. */
export const ownerMark = (user: string): string =>
  createHash("sha256").update(`form of ${user}`).digest("base64url").slice(0, 16);

/** The account of whoever asks, as a form names it. */
export const ownerOf = (request: Request): string => (request.user ? ownerMark(request.user.user._id) : "");

/** The mark of the form that was posted; null where it brings none that can be read. */
export function markOf(request: Request): FormMark | null {
  const posted: unknown = (request.body as Record<string, unknown> | undefined)?.[MARK_FIELD];
  const found = typeof posted === "string" ? MARK.exec(posted) : null;
  return found ? { key: found[1] as string, owner: found[2] ?? "", page: found[3] ?? "" } : null;
}

/**
 * Makes the marks of the forms of one page, each with a key of its own.
 * @param place the address at which the page can be asked for; else the page itself, and for the answer to a post the
 *   page that the posted form stood on
 */
export function markMaker(request: Request, place?: string): () => string {
  const page = place ?? (request.method === "GET" ? request.originalUrl : markOf(request)?.page) ?? "";
  const end = `.${ownerOf(request)}.${page}`;
  return () => `${randomBytes(KEY_BYTES).toString("base64url")}${end}`;
}

/**
 * The id of what a form creates, the same each time it is posted by the same person, and in the form of any id; null where
 * the form brings no key.
 */
export function createdBy(request: Request): { id: string; key: string } | null {
  const mark = markOf(request);
  if (!mark || !request.user) return null;
  const id = createHash("sha256").update(`${request.user.user._id} ${mark.key}`).digest("hex").slice(0, 24);
  return { id, key: mark.key };
}
