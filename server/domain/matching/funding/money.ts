import type { NeedView } from "../needView.ts";
import type { FundingCandidate } from "../types.ts";
import { needText } from "../understanding/understand.ts";
import { amountsIn, inEuros } from "./budget.ts";
import { met, notMet, type Rule, toCheck, unknown } from "./check.ts";

/** From this size on, a scheme is out of reach of most projects: it is said even where no budget is known. */
const LARGE = 100_000;
/** A sum that is less than this part of the project hardly helps it. */
const HARDLY = 0.03;

function smallest({ budgetRules, amount, lumpSums }: FundingCandidate): number | null {
  if (budgetRules?.totalMin != null) return budgetRules.totalMin;
  if (lumpSums.length > 0) return Math.min(...lumpSums);
  return amount?.currency === "EUR" ? amount.min : null;
}

function largest({ amount, lumpSums }: FundingCandidate): number | null {
  if (lumpSums.length > 0) return Math.max(...lumpSums);
  return amount?.currency === "EUR" ? amount.max : null;
}

/** A town of this size has the staff that a large project takes. */
const LARGE_TOWN = 20_000;

/** Whether a need without a figure may be a large project: it asks for money, and its author is of that size. */
function mayBeLarge({ need, understood }: NeedView): boolean {
  const asksMoney = understood.kinds.some((k) => k.code === "financement" && k.source === "declared");
  const large = need.asker?.kind === "departement" || need.asker?.kind === "region";
  return asksMoney && (large || (need.asker?.population ?? 0) >= LARGE_TOWN);
}

/** Whether the sums that the need tells are of the scheme's size. Says nothing where neither is known. */
export const proportion: Rule = ({ view, funding }) => {
  const told = Math.max(0, ...amountsIn(needText(view.need)));
  const least = smallest(funding);
  if (told === 0) {
    if (least === null || least < LARGE) return null;
    const size = `votre projet pèse au moins ${inEuros(least)}`;
    return mayBeLarge(view) ? toCheck("proportion", size) : unknown("proportion", size);
  }
  const said = `votre texte parle de ${inEuros(told)}`;
  if (least !== null && told < least)
    return notMet("proportion", `Hors de proportion : ${said}, ce dispositif commence à ${inEuros(least)}`);
  const most = funding.budgetRules?.totalMax ?? null;
  if (most !== null && told > most)
    return notMet("proportion", `Hors de proportion : ${said}, le budget ne peut dépasser ${inEuros(most)}`);
  const sum = largest(funding);
  if (sum !== null && sum < told * HARDLY)
    return toCheck("proportion", `${said}, et ce dispositif donne au plus ${inEuros(sum)}`);
  return least === null ? null : met("proportion", `Taille admise : ${said}`);
};
