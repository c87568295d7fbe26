// The first file of the thread is plain JavaScript: `--import tsx` has no effect on a thread in Node 20, so the loader
// for the TypeScript sources is registered here, through tsx's own interface.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
