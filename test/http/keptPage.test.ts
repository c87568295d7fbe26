import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeptPage } from "../../server/http/keptPage.ts";

const NONCE = "the-nonce-of-the-first==";

describe("a kept page", () => {
  it("is what it was with another nonce, plain and compressed, wherever the nonce stood", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 400 }).filter((part) => !part.includes(NONCE));
    const nonce = fc.base64String({ minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), nonce, nonce, (parts, one, other) => {
        const page = new KeptPage(parts.join(NONCE), NONCE);
        for (const fresh of [one, other]) {
          const wanted = Buffer.from(parts.join(fresh));
          expect(Buffer.concat(page.plain(fresh)).equals(wanted)).toBe(true);
          expect(gunzipSync(Buffer.concat(page.gzipped(fresh))).equals(wanted)).toBe(true);
        }
      }),
    );
  });
});
