import { OPEN_NEED_STATUSES } from "../domain/need.ts";
import { plainSearchOf } from "../storage/plainSearch.ts";
import { Need } from "./model.ts";

/** Open needs by the words that they hold, while the search engine is away. */
export const plainNeeds = plainSearchOf(Need, {
  listed: { status: { $in: OPEN_NEED_STATUSES } },
  text: ["title", "description"],
  stored: { status: "status", kinds: "kinds", organisation: "organisation", createdAt: "createdAt" },
  order: { createdAt: -1 },
});
