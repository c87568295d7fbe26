import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { BoardResult } from "./board.ts";
import type { Answer, Call } from "./protocol.ts";

/** Speaks with the thread of one assignment. Answers come in the order of the calls. */
export class AssignmentThread {
  private readonly worker: Worker;
  private readonly waiting: {
    resolve: (value: BoardResult | null) => void;
    reject: (error: Error) => void;
  }[] = [];
  private failure: Error | null = null;

  constructor(now: Date) {
    this.worker = new Worker(new URL("../run.cjs", import.meta.url), {
      argv: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
      execArgv: [],
      workerData: { now },
      name: "assignment",
    });
    // A calculation under way must not keep the service from stopping.
    this.worker.unref();
    this.worker.on("message", (answer: Answer) => {
      const first = this.waiting.shift();
      if ("ok" in answer) first?.resolve(answer.ok);
      else first?.reject(new Error(answer.error));
    });
    this.worker.on("error", (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on("exit", () => this.fail(new Error("The thread of the assignment has stopped")));
  }

  ask(call: Call): Promise<BoardResult | null> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(call);
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }
}
