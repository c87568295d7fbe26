import { setPriority } from "node:os";
import { command } from "../command.ts";
import { backup, verifyBackup } from "./backup.ts";

// Beside the service, in a process of its own: reading and building a whole store holds up nobody there.
void command({
  usage: "Usage: node server/run.cjs server/storage/nightlyCli.ts STORE FILE",
  words: [2, 2],
  async run({ positionals: [dir = "", file = ""] }) {
    setPriority(19);
    await backup(dir, file);
    await verifyBackup(file);
  },
});
