// The first file of every process and thread: `node server/run.cjs FILE [ARGUMENT ...]` runs a TypeScript file as if it had
// been named itself. It is plain JavaScript because `--import tsx` has no effect on a thread in Node 20; and the loader for
// require starts the program a third of a second sooner than the one for import, which resolves in a thread of its own.
// What is to be loaded later is required too (`createRequire`): this loader does not see `import()`.
const { resolve } = require("node:path");
require("tsx/cjs/api").register();
process.argv.splice(1, 2, resolve(process.argv[2]));
require(process.argv[1]);
