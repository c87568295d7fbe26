import type { ExpertKind } from "../../../vocabulary.ts";

/**
 * How one says things in a language, as pieces of regular expressions over the words of a sentence: folded, one space
 * between two words, nothing else ("n'est pas" is "n est pas").
 */
export type Manner = {
  /** What follows is not wanted, to the end of the clause. */
  refused: RegExp;
  /** A clause that begins so refuses what it names, or tells that it lacks: which, the rest of the text decides. */
  opening: RegExp;
  /** What precedes in the clause is not wanted, or is no longer the matter. */
  dismissed: RegExp;
  /** What follows is left out of something wider: "any country but Niger". */
  except: RegExp;
  /** Begins a clause of its own after a comma: what was refused before it does not reach it. */
  turn: RegExp;
  /** Languages by their names, and what they may be called besides. */
  languages: Record<string, string>;
  /** That a language is needed, around the place of its name (LANG). */
  required: RegExp;
  /** That a language would serve: "réunions en anglais". */
  spoken: RegExp;
  /** That a language is of no use. */
  useless: RegExp;
  /** Kinds of people, as they are named where they are not wanted. */
  people: Partial<Record<ExpertKind, string>>;
};
