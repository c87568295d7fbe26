import type { FundingContent } from "../../server/domain/funding.ts";
import { parseFundingList } from "../../server/funding/schema.ts";
import { readReference } from "../readData.ts";

export type SeedFunding = FundingContent & { id: string };

/** The real funding schemes, as they stand in the reference list. @throws where the list is not of its shape */
export function demoFunding(): SeedFunding[] {
  return parseFundingList(readReference("funding"));
}
