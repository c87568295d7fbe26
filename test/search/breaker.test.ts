import { describe, expect, it } from "vitest";
import { Breaker } from "../../search/breaker.ts";
import { SearchError } from "../../search/errors.ts";
import { failure } from "./support/failure.ts";

describe("the breaker", () => {
  const clock = () => {
    let time = 0;
    return { now: () => time, pass: (ms: number) => (time += ms) };
  };
  const fails = (code: "unavailable" | "timeout" | "bad-query") => () =>
    Promise.reject(new SearchError(code, "no"));

  it("closes the way after three refusals in a row, and says so at once", async () => {
    const { now } = clock();
    const breaker = new Breaker({ now });
    let asked = 0;
    const ask = () => {
      asked += 1;
      return fails("unavailable")();
    };
    for (let i = 0; i < 10; i++) await failure(breaker.through(ask));
    expect(asked).toBe(3);
    expect(breaker.broken).toBe(true);
  });

  it("closes it at the first time-out", async () => {
    const breaker = new Breaker({ now: clock().now });
    await failure(breaker.through(fails("timeout")));
    expect(breaker.broken).toBe(true);
  });

  it("takes a refused query for an answer", async () => {
    const breaker = new Breaker({ now: clock().now });
    for (let i = 0; i < 10; i++) await failure(breaker.through(fails("bad-query")));
    expect(breaker.broken).toBe(false);
  });

  it("lets one question through after a moment, and all once it is answered", async () => {
    const { now, pass } = clock();
    const breaker = new Breaker({ now, pauseMs: 2000 });
    await failure(breaker.through(fails("timeout")));
    pass(2001);
    let release = (_: string) => {};
    const slow = new Promise<string>((resolve) => {
      release = resolve;
    });
    const probe = breaker.through(() => slow);
    expect((await failure(breaker.through(async () => "second"))).message).toContain("left alone");
    release("first");
    expect(await probe).toBe("first");
    expect(await breaker.through(async () => "third")).toBe("third");
  });

  it("closes again for another moment when that one question fails", async () => {
    const { now, pass } = clock();
    const breaker = new Breaker({ now, pauseMs: 2000 });
    await failure(breaker.through(fails("timeout")));
    pass(2001);
    await failure(breaker.through(fails("unavailable")));
    expect((await failure(breaker.through(async () => "x"))).message).toContain("left alone");
    pass(2001);
    expect(await breaker.through(async () => "x")).toBe("x");
  });
});
