import { isEngineFailure, SearchError } from "./errors.ts";

/**
 * A circuit breaker before a search engine. After a failure nothing is asked for a moment, so that pages do not each
 * wait for a server that is down; then one question goes through, and its answer opens the way again or closes it for
 * another moment.
 */
export class Breaker {
  private failures = 0;
  private closedUntil = 0;
  private probing = false;
  private readonly pauseMs: number;
  private readonly tolerated: number;
  private readonly now: () => number;

  /** @param tolerated refusals in a row before the way is closed; a time-out closes it at once, for it already cost its time */
  constructor({ pauseMs = 2000, tolerated = 2, now = Date.now } = {}) {
    this.pauseMs = pauseMs;
    this.tolerated = tolerated;
    this.now = now;
  }

  /** true while questions are not let through, or only one to see. */
  get broken(): boolean {
    return this.failures > this.tolerated;
  }

  /** Lets the question through, or refuses at once. @throws SearchError "unavailable" while the way is closed */
  async through<T>(ask: () => Promise<T>): Promise<T> {
    if (this.broken && (this.probing || this.now() < this.closedUntil)) {
      throw new SearchError(
        "unavailable",
        "The search engine does not answer; it is left alone for a moment",
      );
    }
    const probe = this.broken;
    if (probe) this.probing = true;
    try {
      const answer = await ask();
      this.failures = 0;
      return answer;
    } catch (error) {
      this.note(error);
      throw error;
    } finally {
      if (probe) this.probing = false;
    }
  }

  private note(error: unknown): void {
    if (!isEngineFailure(error)) {
      // A query that the engine refused was answered all the same.
      this.failures = 0;
      return;
    }
    const timedOut = error instanceof SearchError && error.code === "timeout";
    this.failures = timedOut ? this.tolerated + 1 : this.failures + 1;
    if (this.broken) this.closedUntil = this.now() + this.pauseMs;
  }
}
