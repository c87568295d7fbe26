import type { Task } from "meilisearch";
import { ApiError, problem } from "./fakeErrors.ts";
import type { Mood } from "./fakeMeilisearch.ts";

/** The tasks of the fake server: one after the other, each a little later than it was asked for. */
export class FakeTasks {
  private readonly tasks: Task[] = [];
  private readonly mood: () => Mood;
  private queue: Promise<void> = Promise.resolve();

  /** In the moods "fails-tasks" and "stalls-tasks" tasks fail, or never end. */
  constructor(mood: () => Mood) {
    this.mood = mood;
  }

  get(uid: number): Task | undefined {
    return this.tasks[uid];
  }

  /** What the server answers to a write, with its status. */
  enqueue(type: Task["type"], indexUid: string | null, work: () => void): [number, unknown] {
    const uid = this.tasks.length;
    const task = { uid, type, indexUid, status: "enqueued", error: null } as Task;
    this.tasks.push(task);
    this.queue = this.queue.then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.mood() === "stalls-tasks") return;
      try {
        if (this.mood() === "fails-tasks")
          throw new ApiError(500, "no_space_left_on_device", "No space left on device");
        work();
        task.status = "succeeded";
      } catch (error) {
        const { code, message, status } =
          error instanceof ApiError ? error : new ApiError(500, "internal", String(error));
        task.status = "failed";
        task.error = problem(code, message, status === 500 ? "internal" : "invalid_request");
      }
    });
    return [202, { taskUid: uid, indexUid, status: "enqueued", type, enqueuedAt: new Date(0).toISOString() }];
  }
}
