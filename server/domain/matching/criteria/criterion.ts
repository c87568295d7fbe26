import type { Country } from "../../reference.ts";
import type { NeedView } from "../needView.ts";
import type { Lexicon } from "../understanding/lexicon.ts";

/** What every criterion may read, whoever the candidate is. */
export type Shared = {
  view: NeedView;
  lexicon: Lexicon;
  countries: ReadonlyMap<string, Country>;
  /** The engine's relevance of this candidate's text, 0…1. */
  relevance: number;
  now: Date;
};

/** A criterion stands alone: a pure value from 0 to 1, and a French sentence that says why. */
export type Criterion<Context> = {
  code: string;
  /** 0…1; a further match never lowers it. */
  value: (context: Context) => number;
  /** One short sentence, for who knows nothing of search; null where there is nothing worth saying. */
  sentence: (context: Context, value: number) => string | null;
};
