import { plainSearchOf } from "../storage/plainSearch.ts";
import { Funding } from "./model.ts";

/** Funding schemes by the words that they hold, while the search engine is away. */
export const plainFunding = plainSearchOf(Funding, {
  listed: {},
  text: ["name", "funder", "summary"],
  stored: { kinds: "kinds", applicants: "applicants", funderKind: "funderKind", name: "name" },
  order: { name: 1 },
});
