import type { EligibilityCheck } from "../types.ts";
import type { Rule, RuleContext } from "./check.ts";
import { proportion } from "./money.ts";
import { kind, nature, subject, theme } from "./what.ts";
import { call, confirmed } from "./when.ts";
import { coast, country, suspension } from "./where.ts";
import { applicant, authorities, conditions, partner, territory } from "./who.ts";

/** In the order in which an adviser would go through them: the first that is not met is the reason that is told. */
const FUNDING_RULES: readonly Rule[] = [
  nature,
  applicant,
  territory,
  country,
  coast,
  theme,
  subject,
  kind,
  proportion,
  suspension,
  partner,
  authorities,
  conditions,
  call,
  confirmed,
];

/** What each rule of a scheme says of a need; a rule that the scheme does not have says nothing. */
export function checksOf(context: RuleContext): EligibilityCheck[] {
  return FUNDING_RULES.flatMap((rule) => rule(context) ?? []);
}
