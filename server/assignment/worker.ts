import { readlinkSync } from "node:fs";
import { constants, platform, setPriority } from "node:os";
import { basename } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { reuseReadings } from "../domain/matching/textReading.ts";
import { loadLexicon } from "../reference/load.ts";
import { Board } from "./board.ts";
import type { Answer, Call } from "./protocol.ts";

/**
 * Whoever waits for a page goes first. On Linux a priority is that of a thread, which the system names by this link; elsewhere
 * the thread has the priority of all the others.
 */
function giveWay(): void {
  if (platform() !== "linux") return;
  const thread = Number(basename(readlinkSync("/proc/thread-self")));
  setPriority(thread, constants.priority.PRIORITY_LOW);
}

giveWay();

/** The thread of one assignment: scoring thousands of pairs and solving never holds up a request. */
const lexicon = loadLexicon();
const board = new Board(lexicon, (workerData as { now: Date }).now);

function perform(call: Call): Answer {
  switch (call.do) {
    case "experts":
      for (const reading of call.readings) reuseReadings(reading, lexicon);
      board.addExperts(call.experts, call.pending);
      return { ok: null };
    case "need":
      board.addNeed(call.asked);
      return { ok: null };
    case "solve":
      return { ok: board.solve(call.settings) };
  }
}

parentPort?.on("message", (call: Call) => {
  let answer: Answer;
  try {
    answer = perform(call);
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answer);
});
