/** A whole number: begun within its digits, a row of them would be read again from each. */
const NUMBER = String.raw`(?<!\d)(\d{1,3}(?:[\s.\u00a0\u202f]\d{3})+|\d+(?:[.,]\d+)?)`;
const AMOUNT = new RegExp(
  String.raw`${NUMBER}\s*(k|m|mille|millions?|milliers?)?\s*(?:d['’]\s*)?(?:de\s+)?(?:€|euros?\b|eur\b)`,
  "giu",
);
const TIMES: Record<string, number> = { k: 1e3, mille: 1e3, millier: 1e3, m: 1e6, million: 1e6 };

/** Sums in euros that a text tells, in the order in which it tells them. Other currencies are not read. */
export function amountsIn(text: string): number[] {
  return [...text.matchAll(AMOUNT)].map(([, digits, unit]) => {
    const grouped = /^\d{1,3}([\s.\u00a0\u202f]\d{3})+$/u.test(digits!);
    const value = Number(grouped ? digits!.replace(/\D/g, "") : digits!.replace(",", "."));
    return value * (TIMES[(unit ?? "").toLowerCase().replace(/s$/, "")] ?? 1);
  });
}

const euros = new Intl.NumberFormat("fr-FR", {
  style: "currency",
  currency: "EUR",
  maximumFractionDigits: 0,
});

/** 4000 → "4 000 €". */
export const inEuros = (value: number): string => euros.format(value);
