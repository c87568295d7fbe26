import type { Excluded } from "../domain/matching/types.ts";
import type { CandidateKind } from "../domain/vocabulary.ts";
import { unbroken } from "../http/format.ts";
import { HREFS } from "./page.ts";

/** What each hard rule is about, as the title of a group. */
const RULE_LABELS: Record<CandidateKind, Record<string, string>> = {
  expert: {
    published: "Profil non publié",
    employer: "Travaille pour la structure qui demande, ou en est membre",
    confirmed: "Profil à confirmer par son auteur",
    language: "Langue de travail manquante",
    availability: "Pas disponible pendant la période",
    capacity: "Toutes les missions sont prises",
  },
  peer: {
    "own-need": "La structure qui demande",
  },
  funding: {
    applicant: "Réservé à d’autres structures",
    country: "Pays non admis",
    theme: "Thème non admis",
    partner: "Partenaire demandé",
    territory: "Territoire non admis",
    authorities: "Réservé à certaines collectivités",
    call: "Aucun appel ouvert ni annoncé",
    confidence: "Règles à confirmer",
  },
};

/** Who was left out of a list, by rule, the rule that leaves out most first. */
export function presentLeftOut(excluded: readonly Excluded[]) {
  const groups = new Map<string, Excluded[]>();
  for (const one of excluded) groups.set(one.rule, [...(groups.get(one.rule) ?? []), one]);
  return [...groups]
    .map(([rule, list]) => ({
      rule,
      label: RULE_LABELS[list[0]!.kind][rule] ?? list[0]!.text,
      count: list.length,
      candidates: list.map(({ kind, id, title, text }) => ({
        href: `${HREFS[kind]}${id}`,
        title,
        text: unbroken(text),
      })),
    }))
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}
