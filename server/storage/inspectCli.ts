import { inspectStore } from "./backup.ts";

/** Reads all of a store's file, and says what it holds; what lmdb cannot bear ends this process and no other. */
void inspectStore(process.argv[2] ?? "").then(
  (held) => console.log(JSON.stringify(held)),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
