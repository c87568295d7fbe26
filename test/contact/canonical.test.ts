import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAddress, readableAddress } from "../../server/contact/emailAddress.ts";
import { canonicalPhone, readablePhone } from "../../server/contact/phoneNumber.ts";
import { anyText } from "../support/anyText.ts";

describe("phone numbers", () => {
  it.each([
    ["01 99 00 12 34", "+33199001234", "01 99 00 12 34"],
    ["01\u00a099\u202f00\u00a012 34", "+33199001234", "01 99 00 12 34"],
    ["01.99.00.12.34", "+33199001234", "01 99 00 12 34"],
    ["01\u201199\u201100\u201112\u201134", "+33199001234", "01 99 00 12 34"],
    ["\u202a+33199001234\u202c", "+33199001234", "01 99 00 12 34"],
    ["+33 (0)1 99 00 12 34", "+33199001234", "01 99 00 12 34"],
    ["0033199001234", "+33199001234", "01 99 00 12 34"],
    ["06 39 98 12 03", "+33639981203", "06 39 98 12 03"],
    ["0262 48 10 00", "+262262481000", "+262 262 48 10 00"],
    ["0590 41 00 00", "+590590410000", "+590 590 41 00 00"],
    ["+221 33 821 32 57", "+221338213257", "+221 33 821 32 57"],
    ["+229 97 00 00 00", "+22997000000", "+22997000000"],
  ])("%s is kept as %s and read as %s", (typed, kept, shown) => {
    expect(canonicalPhone(typed)).toBe(kept);
    expect(readablePhone(kept)).toBe(shown);
  });

  it.each(["", "3", "123", "+33 1", "01 99 00 12", "appelez-moi", "01 99 00 12 34 poste 5", "+0123456789"])(
    "%j is none",
    (typed) => {
      expect(canonicalPhone(typed)).toBeNull();
    },
  );

  it("have one form, which is read back as the same number", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789 +().-"), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(digits, anyText({ maxLength: 20 })), (typed) => {
        const kept = canonicalPhone(typed);
        if (kept === null) return;
        expect(canonicalPhone(kept)).toBe(kept);
        expect(canonicalPhone(readablePhone(kept))).toBe(kept);
      }),
    );
  });
});

describe("addresses", () => {
  it.each([
    ["accueil@mairie-évry.example", "accueil@xn--mairie-vry-h7a.example", "accueil@mairie-évry.example"],
    [
      "accueil@mairie-e\u0301vry.example",
      "accueil@xn--mairie-vry-h7a.example",
      "accueil@mairie-évry.example",
    ],
    ["Accueil@MAIRIE-ÉVRY.example", "accueil@xn--mairie-vry-h7a.example", "accueil@mairie-évry.example"],
    [
      "accueil@xn--mairie-vry-h7a.example",
      "accueil@xn--mairie-vry-h7a.example",
      "accueil@mairie-évry.example",
    ],
    ["\u200b Zoe@Test.example\u00a0", "zoe@test.example", "zoe@test.example"],
    ["jean.l'hostis+bourse@ville.fr", "jean.l'hostis+bourse@ville.fr", "jean.l'hostis+bourse@ville.fr"],
  ])("%s is kept as %s and read as %s", (typed, kept, shown) => {
    expect(canonicalAddress(typed)).toBe(kept);
    expect(readableAddress(kept)).toBe(shown);
  });

  it.each([
    ..."claire|claire@|@ville.fr|a@b|a b@ville.fr|é@ville.fr|a..b@ville.fr|a@ville..fr|a@[1.2.3.4]".split(
      "|",
    ),
    ..."a@ville.fr/..|a@ville.fr:25|a@b@ville.fr|a@ville.fr#x|a,b@ville.fr|a@-ville.fr".split("|"),
    `${"a".repeat(65)}@ville.fr`,
    `a@${"long.".repeat(60)}fr`,
  ])("%j is none", (typed) => {
    expect(canonicalAddress(typed)).toBeNull();
  });

  it("have one form, made of plain characters", () => {
    const domain = fc.string({ unit: fc.constantFrom(..."aéßœ\u0301.-x\u3002\u200d1"), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(domain, anyText({ maxLength: 12 })), (typed) => {
        const kept = canonicalAddress(`a@${typed}.fr`);
        if (kept === null) return;
        expect(kept).toMatch(/^a@[a-z0-9.-]+$/);
        expect(canonicalAddress(kept)).toBe(kept);
        expect(canonicalAddress(readableAddress(kept))).toBe(kept);
      }),
    );
  });
});
