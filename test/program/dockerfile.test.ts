import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { VARIABLES } from "../../server/config.ts";
import { parseDockerfile, stagesOf } from "./support/dockerfile.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);
const text = (file: string) => readFile(path.join(ROOT, file), "utf8");
const instructions = parseDockerfile(await text("Dockerfile"));
const stages = stagesOf(instructions);
const last = stages.at(-1)!;

describe("the Dockerfile", () => {
  it("builds on pinned images, of the Node that the project names", async () => {
    for (const { base } of stages) {
      if (stages.some(({ name }) => name === base)) continue;
      expect(base).toMatch(/:v?\d+\.\d+\.\d+[\w.-]*$/);
    }
    const version = (await text(".node-version")).trim();
    expect(last.base).toBe(`node:${version}-bookworm-slim`);
    const { engines } = JSON.parse(await text("package.json"));
    expect(Number.parseInt(version, 10)).toBeGreaterThan(Number.parseFloat(engines.node.replace(">=", "")));
  });

  it("ends as somebody who is not root", () => {
    for (const name of ["search", "service"]) {
      const user = stages
        .find((stage) => stage.name === name)
        ?.instructions.findLast((i) => i.name === "USER");
      expect(user?.value, name).toMatch(/^(node|[1-9]\d*:[1-9]\d*)$/);
    }
    const at = (name: string) => last.instructions.findIndex((each) => each.name === name);
    expect(at("USER")).toBeLessThan(at("CMD"));
    expect(last.instructions.slice(at("USER")).some(({ name }) => name === "RUN")).toBe(false);
  });

  it("copies only what there is, and what the ignore file lets through", async () => {
    const ignored = (await text(".dockerignore")).split("\n");
    expect(ignored).toContain("*");
    const copied = instructions.filter(({ name, value }) => name === "COPY" && !value.startsWith("--from="));
    expect(copied.length).toBeGreaterThan(3);
    for (const { value } of copied) {
      for (const source of value.split(/\s+/).slice(0, -1)) {
        expect(existsSync(path.join(ROOT, source)), source).toBe(true);
        expect(ignored).toContain(`!${source}`);
      }
    }
    // Whatever the program is made of is there.
    const folders = copied.map(({ value }) => value.split(/\s+/)[0]);
    for (const entry of await readdir(ROOT, { withFileTypes: true })) {
      if (
        entry.isDirectory() &&
        !entry.name.startsWith(".") &&
        !/^(node_modules|data|test|coverage)$/.test(entry.name)
      )
        expect(folders).toContain(entry.name);
    }
  });

  it("holds no secret, and sets variables that the service reads", () => {
    for (const { name, value } of instructions) {
      if (name !== "ENV" && name !== "ARG") continue;
      for (const [variable = ""] of value.split(/\s+/).map((pair) => pair.split("="))) {
        expect(VARIABLES).toContain(variable);
        expect(variable).not.toMatch(/SECRET|PASSWORD|TOKEN|KEY/);
      }
    }
  });

  it("adds nothing from the network but the locked packages", () => {
    for (const { name, value } of instructions) {
      expect(name).not.toBe("ADD");
      expect(value).not.toMatch(/\b(curl|wget|apt-get|sudo)\b/);
      if (name === "RUN" && value.includes("npm")) expect(value).toMatch(/^npm ci --omit=dev/);
    }
  });

  it("has a health check that asks the service", async () => {
    const check = last.instructions.find(({ name }) => name === "HEALTHCHECK")?.value ?? "";
    const command = JSON.parse(/CMD (\[.*\])$/.exec(check)?.[1] ?? "[]") as string[];
    expect(command.slice(0, 2)).toEqual(["node", "-e"]);
    const failed = await run(command[0]!, command.slice(1), {
      env: { PORT: "9", PATH: process.env.PATH },
    }).catch(({ code }) => code);
    expect(failed).toBe(1);
  });
});
