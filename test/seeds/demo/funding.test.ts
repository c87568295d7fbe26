import { describe, expect, it } from "vitest";
import { demoFunding } from "../../../seeds/demo/funding.ts";
import { NEED_KINDS, THEME_CODES } from "../../../server/domain/vocabulary.ts";
import { countries, duplicates, unknown } from "./seeded.ts";

describe("seeded funding", () => {
  it("is the whole reference list, sources included", () => {
    const schemes = demoFunding();
    expect(schemes).toHaveLength(75);
    expect(duplicates(schemes.map(({ id }) => id))).toEqual([]);
    expect(schemes.filter(({ sources }) => sources.length === 0)).toEqual([]);
    expect(
      unknown(
        schemes.flatMap(({ themes }) => themes),
        THEME_CODES,
      ),
    ).toEqual([]);
    expect(
      unknown(
        schemes.flatMap(({ kinds }) => kinds),
        NEED_KINDS,
      ),
    ).toEqual([]);
    expect(
      unknown(
        schemes.flatMap((scheme) => scheme.countries),
        countries,
      ),
    ).toEqual([]);
  });
});
