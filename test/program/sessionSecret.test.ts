import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretKeptIn } from "../../server/sessionSecret.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "bourse-secret-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("the secret of sessions", () => {
  it("is one, whole, for all that start at once, and for those after them", async () => {
    const secrets = await Promise.all(Array.from({ length: 40 }, () => secretKeptIn(dir)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[\w-]{64}$/);
    expect(await secretKeptIn(dir)).toBe(secrets[0]);
    expect(await readdir(dir)).toEqual(["session-secret"]);
    expect((await stat(path.join(dir, "session-secret"))).mode & 0o777).toBe(0o600);
  });

  it("is whole as soon as another process sees it", async () => {
    const seen = new Set<number>();
    for (let i = 0; i < 50; i++) {
      const own = await mkdtemp(path.join(dir, "first-"));
      let made = false;
      void secretKeptIn(own).then(() => {
        made = true;
      });
      while (!made) {
        if (existsSync(path.join(own, "session-secret"))) {
          seen.add(readFileSync(path.join(own, "session-secret"), "utf8").length);
        }
        await new Promise(setImmediate);
      }
    }
    expect([...seen]).toEqual([64]);
  });

  it("is not made anew where one was cut off: sessions would end unnoticed", async () => {
    await writeFile(path.join(dir, "session-secret"), "short");
    await expect(secretKeptIn(dir)).rejects.toThrow(/holds no whole secret/);
  });
});
