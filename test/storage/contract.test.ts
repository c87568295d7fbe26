import { describeAggregation } from "./contract/aggregation.ts";
import { describeErrors } from "./contract/errors.ts";
import { describeIndexes } from "./contract/indexes.ts";
import { describeStreams } from "./contract/streams.ts";
import { describeTransactions } from "./contract/transactions.ts";
import { describeValues } from "./contract/values.ts";
import { contractWorld } from "./contract/world.ts";
import { describeWriteResults } from "./contract/writeResults.ts";

// What a MongoDB does and the service relies on: true of the embedded store, and of the server of MONGODB_TEST_URI.
const world = contractWorld();

describeErrors(world);
describeWriteResults(world);
describeValues(world);
describeIndexes(world);
describeTransactions(world);
describeStreams(world);
describeAggregation(world);
