/** The weight of every criterion, with its reason. Relative: each list is divided by its sum. Refitted by `npm run fit`. */

export type Weights = Readonly<Record<string, number>>;

export const EXPERT_WEIGHTS = {
  /** What the need is about, precisely, is what an adviser looks at first. */
  subject: 40,
  /** The broad field keeps in the list who works next door. */
  theme: 12,
  /** How one works (evaluating, training, drafting a budget) decides between people of one field. */
  skill: 10,
  /** The engine's reading of the plain words catches what the thesaurus does not know. */
  text: 14,
  /** Knowing the country is what partners abroad ask for first. */
  country: 18,
  /** Beyond what is required, speaking the country's language helps. */
  language: 3,
  /** Covering the whole period rather than one week of it. */
  availability: 4,
  /** Depth: years of practice in the subject. */
  experience: 3,
  /** On the spot or from afar, as the need wants it. */
  mode: 3,
  /** At equal fit, who is less busy comes first. */
  load: 2,
} as const satisfies Weights;

export const PEER_WEIGHTS = {
  /** A cooperation on the same subject is what there is to tell. */
  subject: 42,
  theme: 14,
  text: 8,
  /** The same country: same law, same partners, same seasons. */
  country: 22,
  /** Years of cooperation, still running, rather than a new agreement. */
  depth: 6,
  /** A town of four thousand learns from a town of four thousand. */
  size: 5,
  /** Already sitting in one group makes the call easy. */
  group: 4,
  /** Of the kind that the need asks for: abroad, or French. */
  kind: 5,
} as const satisfies Weights;

export const FUNDING_WEIGHTS = {
  /** A scheme made for this theme rather than for all. */
  theme: 30,
  /** A scheme made for this country rather than for all. */
  country: 25,
  /** Where applications can be sent now. */
  call: 15,
  /** Money where money is asked, advice where advice is. */
  kind: 10,
  /** How sure the published rules are. */
  confidence: 15,
  /** Higher rates ask less of the authority. */
  rate: 10,
  text: 5,
} as const satisfies Weights;

export type ExpertCriterion = keyof typeof EXPERT_WEIGHTS;
export type PeerCriterion = keyof typeof PEER_WEIGHTS;
export type FundingCriterion = keyof typeof FUNDING_WEIGHTS;
