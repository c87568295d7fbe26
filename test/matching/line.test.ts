import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../server/errors.ts";
import { Line } from "../../server/matching/line.ts";

/** A piece of work that ends when it is told to. */
function held() {
  let end = (): void => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { done, end };
}

describe("a line", () => {
  it("serves in the order of arrival, never more than its lanes at a time, and everybody", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        async (lanes, works) => {
          const line = new Line({ lanes, longestMs: 1e9 });
          const begun: number[] = [];
          let busy = 0;
          const all = works.map((fails, n) =>
            line.run(async () => {
              begun.push(n);
              busy += 1;
              expect(busy).toBeLessThanOrEqual(lanes);
              await null;
              busy -= 1;
              if (fails) throw new Error("failed");
              return n;
            }),
          );
          const settled = await Promise.allSettled(all);
          expect(begun).toEqual(works.map((_, n) => n));
          expect(settled.map(({ status }) => status === "rejected")).toEqual(works);
        },
      ),
    );
  });

  it("tells at once who would wait longer than is bearable, and takes people again once it is shorter", async () => {
    let now = 0;
    const line = new Line({ lanes: 2, longestMs: 10_000, elapsed: () => now });
    await line.run(async () => {
      now += 2_000;
    });
    const works = Array.from({ length: 12 }, held);
    const running = works.map(({ done }) => line.run(() => done));
    // Ten wait for turns of two seconds on two lanes: the eleventh would wait eleven seconds.
    const refused = await line.run(async () => {}).catch((error: AppError) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ status: 503, id: "busy" });
    for (const { end } of works) end();
    await Promise.all(running);
    await expect(line.run(async () => "served")).resolves.toBe("served");
  });
});
