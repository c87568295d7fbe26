import type { FundingContent } from "../../server/domain/funding.ts";
import { readReference } from "../readData.ts";

export type SeedFunding = FundingContent & { id: string };

/** The real funding schemes, as they stand in the reference list. */
export function demoFunding(): SeedFunding[] {
  return readReference<SeedFunding[]>("funding");
}
