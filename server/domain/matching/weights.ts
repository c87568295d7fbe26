/** The weight of every criterion, with its reason. Relative: each list is divided by its sum. Refitted by `npm run fit`. */

export type Weights = Readonly<Record<string, number>>;

export const EXPERT_WEIGHTS = {
  /** What the need is about, precisely, is what an adviser looks at first. */
  subject: 16,
  /** The broad field keeps in the list who works next door. */
  theme: 4,
  /** How one works (evaluating, training, drafting a budget) decides between people of one field. */
  skill: 9,
  /** Where a project is to be written or financed, who has done that comes first. */
  setup: 11,
  /** The plain words catch what the thesaurus does not know. */
  text: 32,
  /** Knowing the country is what partners abroad ask for. */
  country: 4,
  /** The subject and the country, both. */
  together: 13,
  /** Beyond what is required, speaking the language of the need or of the country helps. */
  language: 6,
  /** Covering the whole period rather than one week of it. */
  availability: 2,
  /** On the spot or from afar, as the need wants it. */
  mode: 2,
} as const satisfies Weights;

export const PEER_WEIGHTS = {
  /** A cooperation on the same subject is what there is to tell. */
  subject: 8,
  theme: 6,
  text: 38,
  /** The same country: same law, same partners, same seasons. */
  country: 5,
  /** Both in one cooperation. */
  together: 22,
  /** Years of cooperation, still running, rather than a new agreement. */
  depth: 7,
  /** A town of four thousand learns from a town of four thousand. */
  size: 3,
  /** Already sitting in one group makes the call easy. */
  group: 8,
  /** Of the kind that the need asks for: abroad, or French. */
  kind: 3,
} as const satisfies Weights;

export const FUNDING_WEIGHTS = {
  /**
   * Rules come before taste. More than two thirds: what meets them all has 70 points at least, and what leaves one
   * thing to check, worth 0.55 of these, stays below 70 whatever else it has.
   */
  rules: 70,
  /** A scheme made for this theme rather than for all. */
  theme: 8,
  /** A scheme made for this country rather than for all. */
  country: 8,
  /** Where applications can be sent now, or soonest. */
  call: 5,
  /** Money where money is asked, advice where advice is. */
  kind: 4,
  /** How sure the published rules are. */
  confidence: 3,
  /** Higher rates ask less of the authority. */
  rate: 2,
} as const satisfies Weights;
