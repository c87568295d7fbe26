import { addDays, dayOf } from "../../server/domain/days.ts";
import type { NeedStatus } from "../../server/domain/need.ts";
import { NEED_KINDS, type NeedKind } from "../../server/domain/vocabulary.ts";
import type { SeedAccount } from "../demo/accounts.ts";
import { daysBefore } from "../demo/dates.ts";
import type { SeedNeed, SeedStep } from "../demo/needs.ts";
import { seedId } from "../seedId.ts";
import { type Random, randomFor, weighted } from "./random.ts";
import { asTyped, capitalise, type Drawer, enumerate, type Subject, withDe } from "./subjects.ts";

/** Who is said to have entered the generated needs: never one of the demo's people. */
export const GENERATED_AUTHOR: SeedAccount = {
  id: seedId("user", "saisie@experts.demo.example"),
  email: "saisie@experts.demo.example",
  name: "Saisie automatique",
  phone: null,
  organisation: null,
  role: "",
  adviser: false,
  admin: false,
};

const drawKind = weighted(NEED_KINDS, (kind) => (kind === "expertise" ? 4 : 1));
const drawStatus = weighted<NeedStatus>(["submitted", "qualified", "closed"], (status) =>
  status === "qualified" ? 5 : status === "submitted" ? 3 : 2,
);

/**
 * The `index`-th generated need.
 * @param organisation id of who asks
 */
export function generateNeed(index: number, now: Date, draw: Drawer, organisation: string): SeedNeed {
  const key = `g${index}`;
  const random = randomFor(`need ${index}`);
  const subject = draw.subject(random);
  const kinds = [...new Set([drawKind(random), drawKind(random)])].slice(0, random.int(1, 2));
  const status = drawStatus(random);
  const adviser = GENERATED_AUTHOR.id;
  const age = random.int(status === "closed" ? 120 : 10, status === "submitted" ? 40 : 500);
  const outcome =
    status === "closed" ? random.pick(["met", "partly-met", "unmet", "withdrawn"] as const) : null;
  const foreign = subject.countries[0]?.languages.find((code) => code !== "fr");
  const start = random.int(20, 300);
  return {
    id: seedId("need", key),
    key,
    organisation,
    author: adviser,
    title: asTyped(random, needTitle(random, subject)),
    description: asTyped(random, needDescription(random, subject, kinds)),
    kinds,
    themes: random.chance(0.3) ? [] : [subject.theme.code],
    // The rest say it in words only, as “Natitingou” does.
    countries: random.chance(0.25) ? [] : subject.countries.map((country) => country.code),
    odd: random.chance(0.5) ? random.some(subject.theme.odd, 2).sort((a, b) => a - b) : [],
    languages: foreign && random.chance(0.15) ? [foreign] : [],
    period: random.chance(0.7)
      ? { from: addDays(dayOf(now), start), to: addDays(dayOf(now), start + random.int(10, 240)) }
      : null,
    mode: random.chance(0.4) ? null : random.pick(["distance", "mission"] as const),
    status,
    adviser: status === "submitted" ? null : adviser,
    outcome,
    createdAt: daysBefore(now, age),
    history: history(now, age, status, adviser, outcome),
  };
}

function history(now: Date, age: number, status: NeedStatus, by: string, outcome: string | null): SeedStep[] {
  const step = (days: number, action: string, from: NeedStatus | null, to: NeedStatus): SeedStep => ({
    at: daysBefore(now, days),
    by,
    action,
    from,
    to,
  });
  const steps = [step(age, "create", null, "draft"), step(age - 1, "submit", "draft", "submitted")];
  if (status !== "submitted") steps.push(step(age - 5, "qualify", "submitted", "qualified"));
  if (outcome) steps.push({ ...step(age - 90, "close", "qualified", "closed"), reason: outcome });
  return steps;
}

function needTitle(random: Random, subject: Subject): string {
  const [term = subject.theme.label] = subject.terms;
  const [place = ""] = subject.places;
  return random.pick([
    `${capitalise(term)} à ${place}`,
    `${place} : ${term}, par où commencer ?`,
    `Aide pour un projet avec ${place} (${term})`,
    `Qui connaît ${place} et ce sujet : ${term} ?`,
    `${capitalise(subject.subthemes[0]?.label ?? term)} : appui demandé à ${place}`,
  ]);
}

const ASKS: Record<NeedKind, string> = {
  expertise: "Nous cherchons une personne qui l’a déjà fait et qui puisse accompagner nos services.",
  montage: "Nous avons besoin d’aide pour monter le dossier : objectifs, budget, calendrier, convention.",
  financement: "Il nous manque une partie du budget et nous ne savons pas à quelle porte frapper.",
  "partenaire-francais": "Nous voudrions trouver une collectivité française prête à s’engager avec nous.",
  "partenaire-etranger": "Nous cherchons une collectivité partenaire sur place.",
  formation: "Nos agents et ceux de la commune partenaire demandent une formation courte et pratique.",
  "retour-experience": "Nous aimerions entendre une collectivité qui est passée par là, échecs compris.",
};

function needDescription(random: Random, subject: Subject, kinds: NeedKind[]): string {
  const since = random.int(1988, 2025);
  const terms = enumerate(subject.terms.slice(0, 3));
  return [
    random.pick([
      `Depuis ${since}, nous travaillons avec ${enumerate(subject.places)}.`,
      `Notre partenaire ${withDe(subject.places[0] ?? "")} nous a écrit au printemps.`,
      `Une délégation ${withDe(subject.places[0] ?? "")} vient dans ${random.int(2, 9)} mois.`,
    ]),
    random.pick([
      `Le sujet : ${terms}.`,
      `On nous parle d’abord de ceci : ${subject.terms[0]}. Chez nous, on pense plutôt à ${subject.terms.length} points, dont : ${terms}.`,
      `Il est question de plusieurs choses à la fois : ${terms}.`,
    ]),
    ...kinds.map((kind) => ASKS[kind]),
    random.pick([
      `Budget prévu : ${random.int(2, 90)} 000 €.`,
      `Nous sommes ${random.int(2, 5)} à suivre ce dossier, à temps partiel.`,
      `Le conseil délibère dans ${random.int(3, 20)} semaines.`,
      `${random.int(2, 40)} villages sont concernés.`,
    ]),
  ].join(" ");
}
