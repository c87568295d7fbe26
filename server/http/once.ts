import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Request } from "express";
import mongoose from "mongoose";
import { type AppError, conflict, invalid } from "../errors.ts";
import { postedFields, withoutSecrets } from "./formFields.ts";
import { markOf } from "./formMark.ts";
import type { Flash } from "./types.ts";

/** Where a form leads once it is done, and the sentence said there. */
export type Outcome = { to: string; flash?: Flash };

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** How long a second submission waits for the first one's outcome, and how often it looks. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/** One submission of a form, and what came of it. */
type SubmissionRecord = {
  /** Digest of the form's key, of who sent it and where to: unique, so one of two at once begins. */
  _id: string;
  /** Digest of the fields: the same form with other words is no repetition. */
  said: string;
  /** null while it is under way. */
  outcome: Outcome | Answer | null;
  /** Of one that is under way: another may take over from a process that died. */
  expiresAt: Date;
};

const submissionSchema = new mongoose.Schema<SubmissionRecord>(
  {
    _id: { type: String, required: true },
    said: { type: String, required: true },
    outcome: { type: mongoose.Schema.Types.Mixed, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: "submissions" },
);
submissionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
const Submission = mongoose.model("Submission", submissionSchema);

const digest = (...parts: string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown })?.code === 11000;

const UNDER_WAY = "under-way";
const ALREADY_SENT = "already-sent";
/** Whether an error is about sending a form a second time. */
export const ofSubmission = ({ id }: AppError): boolean => id === UNDER_WAY || id === ALREADY_SENT;

/** Begins a submission. @returns false where it is under way or done already. */
async function begin(_id: string, said: string, now: Date): Promise<boolean> {
  const expiresAt = new Date(now.getTime() + MINUTE_MS);
  try {
    // What a process left undone a minute ago is begun anew; what is done is no longer null, and clashes.
    await Submission.updateOne(
      { _id, outcome: null, expiresAt: { $lte: now } },
      { $set: { said, expiresAt } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** The outcome of a submission that somebody else began; null where it was refused, and may be sent again. */
async function awaited(_id: string): Promise<SubmissionRecord | null> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_MS) {
    const record = await Submission.findById(_id).lean();
    if (!record || record.outcome) return record;
    await wait(LOOK_MS);
  }
  throw conflict(
    UNDER_WAY,
    "Votre premier envoi est encore en cours. Patientez un instant avant de vérifier s’il est arrivé.",
  );
}

type Submitted = {
  /** What makes it this one submission: who sends, the key, where to. */
  parts: string[];
  /** What is sent with it. */
  said: unknown;
  now: Date;
};

/** Carries something out once; later ones get the first one's outcome. @throws what `act` does, and `other` where the same key says something else. */
async function submitOnce<T extends Outcome | Answer>(
  { parts, said: sent, now }: Submitted,
  act: () => Promise<T>,
  other: () => AppError,
): Promise<T> {
  const _id = digest(...parts);
  const said = digest(JSON.stringify(sent));
  while (!(await begin(_id, said, now))) {
    const done = await awaited(_id);
    if (done?.outcome && done.said === said) return done.outcome as T;
    if (done) throw other();
  }
  try {
    const outcome = await act();
    const expiresAt = new Date(now.getTime() + DAY_MS);
    await Submission.updateOne({ _id }, { $set: { outcome, expiresAt } });
    return outcome;
  } catch (error) {
    await Submission.deleteOne({ _id });
    throw error;
  }
}

/**
 * Carries out a posted form once: the same form sent again, by a double press or because the answer was lost, leads where
 * the first led, and does nothing. A refused one may be sent again.
 * @param several whether the form has several buttons, of which each is a submission of its own
 * @throws 409 where the form was sent already with other words
 */
export async function once(
  request: Request,
  now: Date,
  act: () => Promise<Outcome>,
  { several = false } = {},
): Promise<Outcome> {
  const mark = markOf(request);
  const sender = request.user?.user._id ?? request.sessionID;
  if (!mark || !sender) return act();
  // Not even a digest of a password is kept.
  const said = withoutSecrets(postedFields(request));
  const parts = [sender, mark.key, request.path, several ? JSON.stringify(said) : ""];
  return submitOnce({ parts, said, now }, act, () =>
    conflict(
      ALREADY_SENT,
      "Ce formulaire est déjà parti, avec un autre contenu. Pour envoyer aussi celui-ci, envoyez à nouveau.",
    ),
  );
}

/** The body of a call's answer. */
type Answer = { answer: object };

/**
 * Answers a call of the API that creates something: the same key from the same account gets the same answer for a day.
 * @throws 422 where the key came with another body
 */
export async function answerOnce(
  request: Request,
  key: string,
  now: Date,
  act: () => Promise<object>,
): Promise<object> {
  const sender = request.user?.user._id;
  if (!sender) return act();
  const parts = [sender, key, request.baseUrl + request.path];
  const submitted = { parts, said: request.body, now };
  const { answer } = await submitOnce(
    submitted,
    async () => ({ answer: await act() }),
    () => invalid([{ path: "Idempotency-Key", message: "Cette clé a déjà servi avec un autre contenu." }]),
  );
  return answer;
}
