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
  /** Whether the need asks for it at all: where it does not, it neither counts nor is told. Always, where absent. */
  asked?: (view: NeedView) => boolean;
  /** 0…1; a further match never lowers it. */
  value: (context: Context) => number;
  /**
   * One short sentence, for who knows nothing of search: a claim that says no more than its evidence shows, quoted in the
   * candidate's own words. null where it has none of its own: its points then count with the claim on the subject.
   */
  sentence: (context: Context, value: number) => string | null;
};
