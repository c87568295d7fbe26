import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { SearchError } from "../errors.ts";
import type { SearchVocabulary } from "../vocabulary.ts";
import { type Answer, type Call, type Reply, unpack } from "./protocol.ts";

type Waiting = { resolve: (value: Answer[keyof Answer]) => void; reject: (error: Error) => void };

/** Speaks with the engine's thread. The thread keeps the process alive only while it has something to answer. */
export class Thread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private number = 0;
  private failure: SearchError | null = null;

  constructor(vocabulary: SearchVocabulary) {
    this.worker = new Worker(new URL("../../server/run.cjs", import.meta.url), {
      argv: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
      execArgv: [],
      workerData: vocabulary,
      name: "embedded-search",
    });
    this.worker.unref();
    this.worker.on("message", (reply: Reply) => this.settle(reply));
    this.worker.on("error", (error) => this.fail("The embedded search failed", error));
    this.worker.on("exit", () => this.fail("The embedded search has stopped"));
  }

  /** Why the thread cannot answer any more, or null while it can. */
  get stopped(): string | null {
    return this.failure?.message ?? null;
  }

  ask<Name extends Call["do"]>(call: Extract<Call, { do: Name }>): Promise<Answer[Name]> {
    if (this.failure) return Promise.reject(this.failure);
    this.number += 1;
    const { number } = this;
    const answer = new Promise<Answer[keyof Answer]>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
    });
    this.worker.ref();
    this.worker.postMessage({ number, call });
    return answer as Promise<Answer[Name]>;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.number);
    this.waiting.delete(reply.number);
    if (this.waiting.size === 0) this.worker.unref();
    if (!waiting) return;
    if ("value" in reply) waiting.resolve(unpack(reply.value));
    else waiting.reject(errorOf(reply.error));
  }

  private fail(message: string, cause?: unknown): void {
    this.failure ??= new SearchError("unavailable", message, { cause });
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
  }
}

function errorOf({ message, code }: Extract<Reply, { error: unknown }>["error"]): Error {
  return code ? new SearchError(code, message) : new Error(message);
}
