import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

type Locked = { optionalDependencies?: Record<string, string>; resolved?: string };

it("holds every platform’s binaries, without which `npm ci` refuses it (see .ci/complete-lockfile.mjs)", () => {
  const file = path.resolve(import.meta.dirname, "../../package-lock.json");
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Locked> };
  const missing = Object.entries(packages).flatMap(([at, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${at}/node_modules/${name}`])
      .map((name) => `${at} wants ${name}`),
  );
  expect(missing).toEqual([]);
});

it("names no registry", () => {
  const file = path.resolve(import.meta.dirname, "../../package-lock.json");
  expect(readFileSync(file, "utf8")).not.toMatch(/"resolved": "https?:/);
});
