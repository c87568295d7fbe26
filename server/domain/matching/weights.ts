/** The weight of every criterion, with its reason. Relative: each list is divided by its sum. Refitted by `npm run fit`. */

export type Weights = Readonly<Record<string, number>>;

export const EXPERT_WEIGHTS = {
  /** What the need is about, precisely, is what an adviser looks at first. */
  subject: 24,
  /** The broad field keeps in the list who works next door. */
  theme: 7,
  /** How one works (evaluating, training, drafting a budget) decides between people of one field. */
  skill: 5,
  /** The engine's reading of the plain words catches what the thesaurus does not know. */
  text: 26,
  /** Knowing the country is what partners abroad ask for first. */
  country: 26,
  /** Beyond what is required, speaking the country's language helps. */
  language: 2,
  /** Covering the whole period rather than one week of it. */
  availability: 3,
  /** Depth: years of practice in the subject. */
  experience: 3,
  /** On the spot or from afar, as the need wants it. */
  mode: 2,
  /** At equal fit, who is less busy comes first. */
  load: 2,
} as const satisfies Weights;

export const PEER_WEIGHTS = {
  /** A cooperation on the same subject is what there is to tell. */
  subject: 20,
  theme: 17,
  text: 18,
  /** The same country: same law, same partners, same seasons. */
  country: 42,
  /** Years of cooperation, still running, rather than a new agreement. */
  depth: 6,
  /** A town of four thousand learns from a town of four thousand. */
  size: 4,
  /** Already sitting in one group makes the call easy. */
  group: 2,
  /** Of the kind that the need asks for: abroad, or French. */
  kind: 7,
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
