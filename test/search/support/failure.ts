import { expect } from "vitest";
import { SearchError } from "../../../search/errors.ts";

/** The search error that something fails with; anything else, an answer included, fails the test. */
export const failure = async (work: Promise<unknown>): Promise<SearchError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SearchError);
  return error as SearchError;
};
