import { addDays, dayOf } from "../../server/domain/days.ts";
import type { ExpertContent, Language } from "../../server/domain/expert.ts";
import type { Country } from "../../server/domain/reference.ts";
import {
  EXPERT_KINDS,
  type ExpertKind,
  LANGUAGE_LEVELS,
  type Mode,
  type Period,
} from "../../server/domain/vocabulary.ts";
import { daysBefore } from "../demo/dates.ts";
import type { SeedExpert } from "../demo/experts.ts";
import { seedId } from "../seedId.ts";
import { expertBio, expertHeadline } from "./expertTexts.ts";
import { drawPerson } from "./people.ts";
import { type Random, randomFor, weighted } from "./random.ts";
import { asTyped, type Drawer } from "./subjects.ts";

const KIND_WEIGHTS: Record<ExpertKind, number> = {
  agent: 5,
  elu: 1,
  retraite: 3,
  consultant: 5,
  universitaire: 2,
  association: 4,
};
const drawKind = weighted(EXPERT_KINDS, (kind) => KIND_WEIGHTS[kind]);

export type Workplace = { departement: string | null; organisation: string | null };

/**
 * The `index`-th generated expert.
 * @param workplace where an officer or an elected official of that draw would work
 */
export function generateExpert(
  index: number,
  now: Date,
  draw: Drawer,
  workplace: (random: Random) => Workplace,
): SeedExpert {
  const key = `g${index}`;
  const random = randomFor(`expert ${index}`);
  const person = drawPerson(random);
  const kind = drawKind(random);
  const subject = draw.subject(random);
  const skills = draw.skills(random, random.int(1, 4));
  const years = kind === "retraite" ? random.int(28, 42) : random.int(3, 30);
  const voice = { index, random, kind, woman: person.woman, years, subject, skills };
  const place = workplace(random);
  const ownEmployer = kind === "agent" || kind === "elu";
  const email = `${key}@experts.demo.example`;
  const content: ExpertContent = {
    kind,
    headline: asTyped(random, expertHeadline(voice)),
    bio: asTyped(random, expertBio(voice)),
    skills: skills.map((skill) => (random.chance(0.5) ? skill.label : random.pick(skill.terms))),
    // Gaps as in real profiles: one in five ticks no theme, one in eight no country.
    themes: random.chance(0.2) ? [] : [subject.theme.code],
    countries: random.chance(0.12) ? [] : subject.countries.map((country) => country.code),
    languages: drawLanguages(random, subject.countries),
    organisation: ownEmployer ? place.organisation : null,
    departement: place.departement,
    modes: drawModes(random),
    availability: drawAvailability(random, now),
    missionsPerYear: random.int(1, 6),
    yearsOfExperience: years,
  };
  const age = random.int(10, 700);
  return {
    ...content,
    id: seedId("expert", key),
    key,
    user: seedId("user", email),
    name: person.name,
    email,
    phone: `06 39 98 ${String(1000 + (index % 9000)).replace(/(..)(..)/, "$1 $2")}`,
    status: "published",
    createdAt: daysBefore(now, age + 5),
    publishedAt: daysBefore(now, age),
    updatedAt: daysBefore(now, Math.min(age, random.int(1, 340))),
  };
}

function drawLanguages(random: Random, countries: Country[]): Language[] {
  const languages: Language[] = [{ code: "fr", level: random.chance(0.93) ? "C2" : "B2" }];
  const add = (code: string) => {
    if (!languages.some((language) => language.code === code)) {
      languages.push({ code, level: random.pick(LANGUAGE_LEVELS) });
    }
  };
  if (random.chance(0.7)) add("en");
  for (const country of countries) {
    for (const code of country.languages.slice(0, 3)) if (random.chance(0.5)) add(code);
  }
  return languages;
}

function drawModes(random: Random): Mode[] {
  if (random.chance(0.6)) return ["distance", "mission"];
  return random.chance(0.7) ? ["distance"] : ["mission"];
}

/** None to three spans in the eighteen months to come. */
function drawAvailability(random: Random, now: Date): Period[] {
  const periods: Period[] = [];
  const today = dayOf(now);
  let day = random.int(0, 120);
  const wanted = random.chance(0.07) ? 0 : random.int(1, 3);
  while (periods.length < wanted) {
    const length = random.int(20, 240);
    periods.push({ from: addDays(today, day), to: addDays(today, day + length) });
    day += length + random.int(15, 90);
  }
  return periods;
}
