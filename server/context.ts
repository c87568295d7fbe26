import type { Logger } from "pino";
import type { SearchEngine } from "../search/engine.ts";
import type { Lexicon } from "./domain/matching/understanding/lexicon.ts";
import type { Actor } from "./domain/policies.ts";
import type { Reference } from "./domain/reference.ts";
import type { Space } from "./jobs/space.ts";
import type { Line } from "./matching/line.ts";
import type { Measures } from "./metrics.ts";
import type { Labels } from "./reference/labels.ts";

/** Who saves what is stored: the service each night into a folder, the operator of a MongoDB, or nobody by itself. */
export type BackupsBy = { by: "service"; dir: string } | { by: "database" } | { by: "nobody" };

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
  backups: BackupsBy;
  space: Space;
  /** Where rankings stand, so that those who came first are served first. */
  line: Line;
  /** Wakes the worker that carries out the outbox; called after a commit. */
  wakeOutbox: () => void;
};

/** The first argument of every use case. */
export type Context = Dependencies & { actor: Actor };
