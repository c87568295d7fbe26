/**
 * What can go wrong with a search, whichever engine answers. "bad-query" is the caller's fault and says what to mend;
 * "rejected" means that the engine will never take these documents, so that trying again is of no use; the others are
 * the engine's, and pass: a reader may fall back, a writer tries again.
 */
export type SearchErrorCode = "bad-query" | "rejected" | "unavailable" | "timeout";

export class SearchError extends Error {
  readonly code: SearchErrorCode;

  constructor(code: SearchErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SearchError";
    this.code = code;
  }
}

/** true for failures of the engine that pass, where a page should answer without it rather than fail. */
export function isEngineFailure(error: unknown): boolean {
  return error instanceof SearchError && (error.code === "unavailable" || error.code === "timeout");
}
