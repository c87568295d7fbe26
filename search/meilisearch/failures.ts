import {
  MeilisearchApiError,
  MeilisearchRequestError,
  MeilisearchRequestTimeOutError,
  MeilisearchTaskTimeOutError,
} from "meilisearch";
import { SearchError, type SearchErrorCode } from "../errors.ts";

/** Answers that pass with time or with an administrator's hand: a refused key, too many requests, an index not made yet. */
const PASSING_STATUSES = new Set([401, 403, 404, 408, 425, 429]);

/**
 * Tells what failed in the terms of the port. The key never appears in a message: the client's errors hold headers, so
 * that only their text is kept.
 * @param refused what a definite "no" means: a bad query for a reader, rejected documents for a writer
 */
export function failureOf(error: unknown, refused: "bad-query" | "rejected"): SearchError {
  if (error instanceof SearchError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SearchError(codeOf(error, refused), `Meilisearch: ${message}`);
}

function codeOf(error: unknown, refused: "bad-query" | "rejected"): SearchErrorCode {
  if (error instanceof MeilisearchTaskTimeOutError) return "timeout";
  if (error instanceof MeilisearchRequestError) {
    return error.cause instanceof MeilisearchRequestTimeOutError ? "timeout" : "unavailable";
  }
  if (error instanceof MeilisearchApiError) {
    const { status } = error.response;
    return status >= 500 || PASSING_STATUSES.has(status) ? "unavailable" : refused;
  }
  return "unavailable";
}

/** true where the server says that there is no such index. */
export function isMissingIndex(error: unknown): boolean {
  return error instanceof MeilisearchApiError && error.cause?.code === "index_not_found";
}
