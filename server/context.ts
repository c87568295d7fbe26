import type { Logger } from "pino";
import type { SearchEngine } from "../search/engine.ts";
import type { Lexicon } from "./domain/matching/understanding/lexicon.ts";
import type { Actor } from "./domain/policies.ts";
import type { Reference } from "./domain/reference.ts";
import type { Measures } from "./metrics.ts";
import type { Labels } from "./reference/labels.ts";

/** What crosses the network or time, injected into every use case; models are imported where they are used. */
export type Dependencies = {
  search: SearchEngine;
  clock: () => Date;
  log: Logger;
  reference: Reference;
  labels: Labels;
  lexicon: Lexicon;
  /** Base of every address in a mail, without a slash at the end. */
  publicUrl: () => string;
  measures: Measures;
  /** Wakes the worker that carries out the outbox; called after a commit. */
  wakeOutbox: () => void;
};

/** The first argument of every use case. */
export type Context = Dependencies & { actor: Actor };
