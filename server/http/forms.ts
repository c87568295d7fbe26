import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { cleanLine, cleanText } from "../domain/typedText.ts";
import { AppError, type FieldError, noRoom } from "../errors.ts";
import { namedValues, type Posted, postedFields, writtenTexts } from "./formFields.ts";
import { ownerOf } from "./formMark.ts";
import { keepForm } from "./keptForm.ts";
import { passes } from "./limits.ts";
import { type Outcome, ofSubmission, once } from "./once.ts";
import { redirectWith } from "./render.ts";
import { parse } from "./validate.ts";

/** What a page shows of a refused form: a summary for the top, and the sentence of each field. */
export type Refusal = {
  problems: { name: string; message: string }[];
  errorOf: (path: string) => string | undefined;
};

export const NO_REFUSAL: Refusal = { problems: [], errorOf: () => undefined };

/** `period.to` belongs to the field `period[to]`; an error in a list belongs to the list's field. */
export function refusalOf(errors: FieldError[]): Refusal {
  return {
    problems: errors.map(({ path, message }) => ({ name: path, message })),
    errorOf: (path) =>
      errors.find((error) => error.path === path || error.path.startsWith(`${path}.`))?.message,
  };
}

export type { Posted } from "./formFields.ts";
export { postedFields } from "./formFields.ts";

/** One value or several, as a browser sends boxes: always a list. */
export const asList = (value: unknown): unknown[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => !isEmpty(item));

/** Nothing was sent, or nothing that one would see. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === "string" && cleanText(value) === "");

/** An empty field is an absent one. */
export const orAbsent = (value: unknown): unknown => (isEmpty(value) ? undefined : value);

/** An empty field is `null`. */
export const orNull = (value: unknown): unknown => (isEmpty(value) ? null : value);

/** A field as text; nothing where it is not text. */
export const asText = (value: unknown): string => (typeof value === "string" ? value : "");

/** The two fields of what is written with a step, as a browser sends them. */
export const readNotes = ({ note, fileNote }: Posted) => ({
  note: orAbsent(note),
  fileNote: orAbsent(fileNote),
});

/** A number as a browser sends it; what is not one stays as it is, for the schema to refuse. */
export const asNumber = (value: unknown): unknown => {
  const digits = typeof value === "string" ? cleanLine(value) : "";
  return /^-?\d+$/.test(digits) ? Number(digits) : value;
};

/** Two dates of which neither is given make no period. */
export const asPeriod = (value: unknown): unknown => {
  const { from, to } = (value ?? {}) as { from?: unknown; to?: unknown };
  return orAbsent(from) === undefined && orAbsent(to) === undefined ? null : { from, to };
};

/**
 * The state of a form for its page: untouched, or with the fields of one that was posted and could not be sent. Only pages
 * whose controls depend on what is typed need to ask: what stands in a control is put back in every page alike.
 */
export function filledAgain({ locals }: Response, action: string): Refusal & { fields?: Posted } {
  const again = locals.filledAgain?.action === action ? locals.filledAgain : null;
  return again ? { ...NO_REFUSAL, fields: again.fields } : NO_REFUSAL;
}

/** A form that was not accepted: its fields as they were sent, the sentence of the refusal and its stable id. */
export type Refused = Refusal & { fields: Posted; message: string; id: string };

type Form<S extends z.ZodType> = {
  schema: S;
  /** Browser fields → the schema's input. */
  read: (fields: Posted, request: Request) => unknown;
  act: (context: Context, input: z.output<S>, request: Request) => Promise<Outcome>;
  /** Asked once the fields are accepted, so that a form that is wrong costs nothing. */
  limit?: RequestHandler;
  /** Shows the form again, with what was typed and what is wrong. The status is set. */
  again: (request: Request, response: Response, refused: Refused) => Promise<void>;
};

/** Handles a posted form: on success goes on, and on a refusal that a person can act on shows the form again, filled. */
export function form<S extends z.ZodType>({ schema, read, act, limit, again }: Form<S>): RequestHandler {
  return async (request, response) => {
    const fields = postedFields(request);
    try {
      const input = parse(schema, read(fields, request));
      const { context } = response.locals;
      const { to, flash } = await once(request, context.clock(), async () => {
        if (limit) await passes(limit, request, response);
        return act(context, input, request);
      });
      await redirectWith(request, response, to, flash);
    } catch (thrown) {
      const noRoomFor = response.locals.context.space.note(thrown);
      const error = noRoomFor ? noRoom() : thrown;
      if (!(error instanceof AppError) || !(noRoomFor || [401, 409, 422, 429].includes(error.status)))
        throw error;
      response.status(error.status);
      // The session cannot be written either: this is said on this very page.
      if (noRoomFor) response.set("Retry-After", "60").locals.said = { kind: "error", text: error.message };
      // What is said of the sending, and not of the fields, stands above every page alike.
      const ofSending = ofSubmission(error) || error.status === 429 || noRoomFor;
      if (ofSending && !noRoomFor) request.session.flash = [{ kind: "warning", text: error.message }];
      const message = ofSending ? "" : error.message;
      await again(request, response, { ...refusalOf(error.errors ?? []), fields, message, id: error.id });
    }
  };
}

/** Keeps what was written beside a button that is refused, for the page to which that leads. @returns whether there was any. */
async function keptRefused(
  request: Request,
  { locals }: Response,
  to: string,
  because: string,
): Promise<boolean> {
  const fields = postedFields(request);
  if (!request.user || writtenTexts(namedValues(fields).values()).length === 0) return false;
  const page = to.replace(/#.*$/, "");
  const refused = { page, action: request.originalUrl, fields, because, owner: ownerOf(request) };
  return keepForm(request, refused, locals.context.clock());
}

/**
 * Handles a button: carries it out and goes on. When the state does not allow it any more, the page says so and shows
 * the state that it found.
 */
export function button(
  act: (context: Context, request: Request) => Promise<Outcome>,
  back: (request: Request) => string,
): (request: Request, response: Response, next: NextFunction) => Promise<void> {
  return async (request, response) => {
    try {
      const { context } = response.locals;
      const acting = () => act(context, request);
      const { to, flash } = await once(request, context.clock(), acting, { several: true });
      await redirectWith(request, response, to, flash);
    } catch (error) {
      if (!(error instanceof AppError) || ![409, 422].includes(error.status)) throw error;
      const text = [error.message, ...(error.errors ?? []).map(({ message }) => message)].join(" ");
      const to = back(request);
      if (await keptRefused(request, response, to, text)) return redirectWith(request, response, to);
      await redirectWith(request, response, to, { kind: "error", text });
    }
  };
}

/** An id in an address, as a string. */
export const idOf = (request: Request): string => String(request.params.id);
