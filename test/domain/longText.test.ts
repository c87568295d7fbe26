import { expect, it } from "vitest";
import { canonicalAddress } from "../../server/contact/emailAddress.ts";
import { carriesLink } from "../../server/contact/links.ts";
import { canonicalPhone } from "../../server/contact/phoneNumber.ts";
import { amountsIn } from "../../server/domain/matching/funding/budget.ts";
import { familyNameFirst } from "../../server/domain/personName.ts";
import { cleanLine, cleanText } from "../../server/domain/typedText.ts";

/** What anybody may send in a field, which is read before its length is refused. */
const LENGTH = 60_000;
const row = (sign: string) => sign.repeat(LENGTH / sign.length);
const LONG: [what: string, text: string][] = [
  ["spaces that end no line", `${row(" ")}x`],
  ["spaces that do not break", `a${row("\u00a0")}x`],
  ["marks that change places", `e${"\u0301".repeat(LENGTH / 2)}${"\u0316".repeat(LENGTH / 2)}`],
  ["marks two by two", `e${row("\u0301\u0316")}`],
  ["one word", row("a")],
  ["one number", row("1")],
  ["hyphens", row("a-")],
  ["dots", row("a.")],
  ["signs of addresses", row("a@")],
  ["line ends", `${row("\n")}x`],
  ["emoji that join", row("👩\u200d")],
  ["a flag without end", `🏴${row("\u{e0061}")}`],
];
const READERS = {
  cleanText,
  cleanLine,
  canonicalAddress,
  canonicalPhone,
  carriesLink,
  amountsIn,
  familyNameFirst,
};

it.each(Object.entries(READERS))("%s takes a time in proportion to what it reads", (_name, read) => {
  for (const [what, text] of LONG) {
    const begun = performance.now();
    read(text);
    // A few milliseconds; where each sign makes the others be read again, seconds.
    expect(performance.now() - begun, what).toBeLessThan(1000);
  }
});

it("a letter keeps the marks that a language could give it, and not a thousand", () => {
  expect(cleanText("Ngô Đình ế")).toBe("Ngô Đình ế");
  const heap = cleanText(`e${"\u0344".repeat(1000)} fin`);
  expect(heap.length).toBeLessThanOrEqual(36);
  expect(cleanText(heap)).toBe(heap);
});
