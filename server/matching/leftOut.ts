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
    nature: "Ne finance pas ce projet",
    applicant: "Réservé à d’autres structures",
    territory: "Territoire non admis, ou inconnu",
    country: "Pays non admis, ou non précisé",
    coast: "Réservé aux territoires littoraux",
    theme: "Thème non admis, ou non précisé",
    subject: "Vise autre chose que ce projet",
    kind: "Un appui qui n’est pas demandé",
    proportion: "Hors de proportion, ou taille inconnue",
    conditions: "Réservé à quelques structures",
    call: "Programme passé",
    doubts: "Trop de points à vérifier",
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
