import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText } from "../../server/domain/typedText.ts";
import { anyText } from "../support/anyText.ts";

/** Signs that nobody sees or that are easily taken for others, among what people write. */
const pasted = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."\u00ad\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2066\u2069\ufeff\ufe0f\ufe0e\u034f\u180e\u3164\u2800",
        ..."\u00a0\u202f\u2007\u3000\t\r\n\v\u2028\u0000\u001b\u2010\u2011e\u0301 aé1#-’",
        ...["👩", "🏽", "🏳️", "⚧", "🏴", "\u{e0067}", "\u{e007f}", "ک", "न", "्", "\ud800"],
      ),
      anyText({ maxLength: 2 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

describe("text as people paste it", () => {
  it.each([
    ["spaces of all kinds", "\u00a001\u202f99\u200700\u3000 12\t34 ", "01 99 00 12 34"],
    ["direction marks", "\u202a+33 1\u202c \u200eété\u2069", "+33 1 été"],
    ["soft hyphens and marks of a file’s beginning", "\ufeffBé\u00adnin", "Bénin"],
    ["hyphens that do not break", "Saint\u2011Denis\u2010sur\u2011Mer", "Saint-Denis-sur-Mer"],
    ["accents in two signs", "E\u0301vry", "Évry"],
    ["line ends", "Un\r\ntitre\u2028long", "Un titre long"],
    ["control characters", "Un\u0000 be\u001bsoin\u0085ici", "Un besoin ici"],
    ["halves of pairs", "a\ud800b", "ab"],
    ["nothing that one sees", "\u200b\u2060\u3164 \u2800\u00ad", ""],
    ["accents without a letter", "\u0301\u0301", ""],
    ["apostrophes, as they were typed", "l’eau, l'air, l\u02bcor", "l’eau, l'air, l\u02bcor"],
    ["emoji of several signs", "👩🏽‍🌾 🏳️‍🌈 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👨‍👩‍👧 1️⃣ ❤️", "👩🏽‍🌾 🏳️‍🌈 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👨‍👩‍👧 1️⃣ ❤️"],
    ["joiners outside emoji", "👩\u200d et\u200d moi\ufe0f", "👩 et moi"],
    ["Arabic", "بلدية نواكشوط تحتاج إلى خبير", "بلدية نواكشوط تحتاج إلى خبير"],
    ["letters that join or do not", "می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"],
    ["Portuguese", "Câmara de São Filipe: água e gestão", "Câmara de São Filipe: água e gestão"],
    ["a euro, dashes, « quotes » and ellipses", "« 1 000 € – oui… »", "« 1 000 € – oui… »"],
  ])("%s", (_what, typed, expected) => {
    expect(cleanLine(typed)).toBe(expected);
  });

  it("keeps the lines of a text and what indents them, not the spaces at their ends", () => {
    expect(cleanText("\u0000Une ligne \r\n\tpuis\vune\u001b autre\n\n\u200b ")).toBe(
      "Une ligne\n puis\nune autre",
    );
  });

  it("is done once: cleaning again changes nothing, whatever was typed", () => {
    fc.assert(
      fc.property(pasted, (typed) => {
        for (const clean of [cleanText, cleanLine]) {
          const once = clean(typed);
          expect(clean(once)).toBe(once);
        }
      }),
    );
  });

  it("gives composed, well-formed text that is never longer than what came", () => {
    fc.assert(
      fc.property(pasted, (typed) => {
        const text = cleanText(typed);
        expect(text).toBe(text.normalize("NFC"));
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThanOrEqual(typed.normalize("NFC").length);
        expect(text).not.toMatch(/[\t\r\u00a0\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/);
      }),
    );
  });

  it("leaves nothing, or something that is seen, on a line of its own", () => {
    fc.assert(
      fc.property(pasted, (typed) => {
        const text = cleanLine(typed);
        expect(text).not.toMatch(/^\s|\s$|\n| {2}/);
        expect(text === "" || /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)).toBe(true);
      }),
    );
  });
});
