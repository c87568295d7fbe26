import { createEmbeddedSearch, createInProcessSearch } from "../../search/embedded.ts";
import { describeSearchContract } from "./contract.ts";

describeSearchContract("The embedded engine in its thread", createEmbeddedSearch);
describeSearchContract("The embedded engine in this thread", async (vocabulary) =>
  createInProcessSearch(vocabulary),
);
