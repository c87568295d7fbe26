// The first file of every thread; its argument is the TypeScript file to run. It is plain JavaScript because `--import tsx`
// has no effect on a thread in Node 20. The loader for require starts in half the time of the one for import.
require("tsx/cjs/api").register();
require(process.argv[2]);
