import { organisationsNamed } from "../organisations/usecases.ts";
import { plainSearchOf } from "../storage/plainSearch.ts";
import { Need } from "./model.ts";

/** Needs by the words that they hold or by who asks, while the search engine is away. Rights come with the filter. */
export const plainNeeds = plainSearchOf(Need, {
  listed: {},
  text: ["title", "description"],
  elsewhere: async (pattern) => ({ organisation: { $in: await organisationsNamed(pattern) } }),
  stored: {
    status: "status",
    kinds: "kinds",
    organisation: "organisation",
    privateTo: "privateTo",
    updatedAt: "updatedAt",
  },
  order: { updatedAt: -1 },
});
