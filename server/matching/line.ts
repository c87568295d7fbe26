import { AppError } from "../errors.ts";

/** How much the last turn weighs in what a turn is expected to take. */
const LATEST = 0.1;

export type LineOptions = {
  /** How many are served at a time. */
  lanes: number;
  /** Who would wait longer is told at once. */
  longestMs: number;
  /** Milliseconds of a clock that only goes forward. */
  elapsed?: () => number;
};

/** 503: so many wait that this one would wait too long. */
const tooMany = (): AppError =>
  new AppError(
    "busy",
    503,
    "Beaucoup de personnes cherchent en ce moment, et votre tour serait trop long à venir. Réessayez dans un moment : rien n’est perdu.",
  );

/**
 * Costly work stands in one short line, served in the order of arrival, a few at a time: side by side, all of it would take
 * turns at the one processor, and who came first would be served with the last.
 */
export class Line {
  readonly #waiting: (() => void)[] = [];
  readonly #lanes: number;
  readonly #longestMs: number;
  readonly #elapsed: () => number;
  #busy = 0;
  /** Milliseconds that a turn takes, as the last ones did. */
  #turnMs = 0;

  constructor({ lanes, longestMs, elapsed = () => performance.now() }: LineOptions) {
    this.#lanes = lanes;
    this.#longestMs = longestMs;
    this.#elapsed = elapsed;
  }

  /** Does the work when its turn has come. @throws 503 where that would be too late */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy >= this.#lanes) {
      if (((this.#waiting.length + 1) * this.#turnMs) / this.#lanes > this.#longestMs) throw tooMany();
      // The lane is handed over as it is: nobody who comes meanwhile slips in.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#busy += 1;
    }
    const began = this.#elapsed();
    try {
      return await work();
    } finally {
      const took = this.#elapsed() - began;
      this.#turnMs = this.#turnMs === 0 ? took : this.#turnMs + LATEST * (took - this.#turnMs);
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }
}
