/**
 * What can go wrong with a search, whichever engine answers. "bad-query" is the caller's fault and says what to mend;
 * the others are the engine's, and the caller may fall back.
 */
export type SearchErrorCode = "bad-query" | "unavailable" | "timeout";

export class SearchError extends Error {
  readonly code: SearchErrorCode;

  constructor(code: SearchErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SearchError";
    this.code = code;
  }
}

/** true for failures of the engine, where a page should answer without it rather than fail. */
export function isEngineFailure(error: unknown): boolean {
  return error instanceof SearchError && error.code !== "bad-query";
}
