// The first file of the thread is plain JavaScript: `--import tsx` has no effect on a thread in Node 20, so the loader
// for the TypeScript sources is registered here. The one for require starts in half the time of the one for import.
require("tsx/cjs/api").register();
require("./worker.ts");
