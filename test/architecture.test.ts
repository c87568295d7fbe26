import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");

type File = { file: string; imports: { from: string; typeOnly: boolean }[]; text: string };

/** Every source under the given folders, with what it imports, as paths from the root or package names. */
function sources(...folders: string[]): File[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => {
        const absolute = path.join(entry.parentPath, entry.name);
        const text = readFileSync(absolute, "utf8");
        const imports = [
          ...text.matchAll(/^(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|import\("([^"]+)"\)/gm),
        ].map(([, type, from, dynamic]) => {
          const to = (from ?? dynamic) as string;
          return {
            from: to.startsWith(".") ? path.relative(ROOT, path.resolve(path.dirname(absolute), to)) : to,
            typeOnly: type !== undefined,
          };
        });
        return { file: path.relative(ROOT, absolute), imports, text };
      }),
  );
}

const house = sources("server", "search", "seeds");
const offences = (files: File[], wrong: (from: string, file: File, typeOnly: boolean) => boolean): string[] =>
  files.flatMap((file) =>
    file.imports
      .filter(({ from, typeOnly }) => wrong(from, file, typeOnly))
      .map(({ from }) => `${file.file} imports ${from}`),
  );
const featureOf = (file: string): string => file.split("/").slice(0, 2).join("/");

/** What the domain may ask of libraries: functions of a text, which read nothing and keep nothing. */
const PURE = new Set([
  "@orama/stemmers/english",
  "@orama/stemmers/portuguese",
  "@orama/stemmers/spanish",
  "tinyld/light",
]);

describe("who may import whom", () => {
  it("1. the domain imports only the domain", () => {
    const domain = house.filter(({ file }) => file.startsWith("server/domain/"));
    expect(domain.length).toBeGreaterThan(20);
    const outside = offences(domain, (from) => !from.startsWith("server/domain/") && !PURE.has(from));
    expect(outside).toEqual([]);
  });

  it("1. the domain asks neither the clock nor chance", () => {
    const impure = house.filter(
      ({ file, text }) =>
        file.startsWith("server/domain/") && /Date\.now\(|new Date\(\)|Math\.random\(|process\./.test(text),
    );
    expect(impure.map(({ file }) => file)).toEqual([]);
  });

  it("2. nobody imports another feature’s model for more than its types", () => {
    const features = house.filter(({ file }) => /^server\/(?!domain|http|storage)\w+\//.test(file));
    expect(
      offences(
        features,
        (from, { file }, typeOnly) =>
          /^server\/\w+\/model\.ts$/.test(from) && featureOf(from) !== featureOf(file) && !typeOnly,
      ),
    ).toEqual([]);
  });

  it("2. use cases know neither requests nor answers", () => {
    const usecases = house.filter(({ file }) =>
      /\/(usecases|transitions|seats|directory|clock)\.ts$/.test(file),
    );
    expect(usecases.length).toBeGreaterThan(7);
    expect(offences(usecases, (from) => from === "express" || from.startsWith("server/http/"))).toEqual([]);
  });

  it("3. routes and pages reach data through use cases only", () => {
    const routes = house.filter(({ file }) => /\/(routes|pages|\w+Page)\.ts$/.test(file));
    expect(routes.length).toBeGreaterThan(10);
    expect(
      offences(
        routes,
        (from, _file, typeOnly) =>
          (/\/model\.ts$/.test(from) && !typeOnly) ||
          from === "mongoose" ||
          from.startsWith("server/storage/"),
      ),
    ).toEqual([]);
  });

  it("5. search knows its port and the domain", () => {
    const search = house.filter(({ file }) => file.startsWith("search/"));
    expect(
      offences(search, (from) => from.startsWith("server/") && !from.startsWith("server/domain/")),
    ).toEqual([]);
  });

  it("6. only the composition root and commands make clients", () => {
    const makers =
      /^server\/((services|engines)\.ts|.*[cC]li\.ts|bench\/.*)$|^seeds\/cli\.ts$|^search\/|^server\/storage\/|^server\/matching\/(evaluate|judged|fit)\w*\.ts$/;
    const wrong = house.filter(
      ({ file, text }) =>
        !makers.test(file) &&
        /\b(createEmbeddedSearch|createInProcessSearch|startEmbeddedStore|smtpMailer|fileMailer)\(/.test(
          text,
        ),
    );
    expect(wrong.map(({ file }) => file).filter((file) => file !== "server/mail/mailer.ts")).toEqual([]);
  });

  it("6. only the configuration reads the environment", () => {
    const readers = house.filter(({ text }) => /process\.env/.test(text.replace(/`process\.env`/g, "")));
    expect(readers.map(({ file }) => file)).toEqual(["server/config.ts"]);
  });

  it("6. nobody imports the app but the main program", () => {
    expect(
      offences(house, (from, { file }) => from === "server/app.ts" && file !== "server/serve.ts"),
    ).toEqual([]);
  });
});

describe("the house", () => {
  it("keeps its top level", () => {
    const allowed = new Set([
      ...[
        "server",
        "views",
        "public",
        "search",
        "seeds",
        "test",
        "package.json",
        "tsconfig.json",
        "README.md",
      ],
      ...["package-lock.json", "Dockerfile", "compose.yaml", "biome.json", "knip.json", "vitest.config.ts"],
      ...["node_modules", "data"],
    ]);
    const extra = readdirSync(ROOT).filter((name) => !name.startsWith(".") && !allowed.has(name));
    expect(extra).toEqual([]);
  });

  it("has no barrels and no utils", () => {
    expect(
      house
        .map(({ file }) => path.basename(file))
        .filter((name) => /^(utils?|helpers?|index)\.ts$/.test(name)),
    ).toEqual([]);
  });
});
