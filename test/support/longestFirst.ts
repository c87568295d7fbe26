import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, whatever their size: begun last, one of them would run on alone while a core is idle. */
const LONGEST = [
  "browser/widths.test.ts",
  "program/start.test.ts",
  "http/noDeadEnd.test.ts",
  "browser/kept.test.ts",
  "browser/site.test.ts",
  "program/commands.test.ts",
  "browser/asked.test.ts",
  "search/degraded.test.ts",
  "storage/maintenance.test.ts",
  "storage/limits.test.ts",
  "storage/backup.test.ts",
  "http/pastedText.test.ts",
  "matching/evaluate.test.ts",
  "http/assignment.test.ts",
  "domain/matching/ranking.test.ts",
];

/** Vitest's order, with the longest files before it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONGEST.flatMap((name) =>
      sorted.filter(({ moduleId }) => moduleId.endsWith(`/test/${name}`)),
    );
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}
