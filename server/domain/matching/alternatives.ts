import type { Country, Group } from "../reference.ts";
import { inCountry } from "./frenchPlaces.ts";
import { languageName } from "./hardRules.ts";
import type { NeedView } from "./needView.ts";
import type { ProfileView } from "./profileView.ts";
import type { ExpertCandidate, PeerCandidate } from "./types.ts";
import type { Lexicon } from "./understanding/lexicon.ts";

/** The same candidate with one thing changed, and how to say that thing at the head of a sentence. */
export type Alternative<Candidate> = { candidate: Candidate; text: string };

/** Single changes that an expert could make, or that an adviser would look for, from the nearest to the farthest. */
export function expertAlternatives(
  expert: ExpertCandidate,
  view: NeedView,
  countries: ReadonlyMap<string, Country>,
  lexicon: Lexicon,
  profile: ProfileView,
): Alternative<ExpertCandidate>[] {
  const changes: Alternative<ExpertCandidate>[] = [];
  const { period } = view.need;
  if (period && !expert.availability.some((a) => a.from <= period.from && a.to >= period.to)) {
    changes.push({ candidate: { ...expert, availability: [period] }, text: "Disponible toute la période" });
  }
  const mode = view.need.mode;
  if (mode && !expert.modes.includes(mode)) {
    const text = mode === "mission" ? "Disposé à venir sur place" : "Disposé à travailler à distance";
    changes.push({ candidate: { ...expert, modes: [...expert.modes, mode] }, text });
  }
  const [theme] = view.understood.themes;
  if (theme && !expert.themes.includes(theme.code)) {
    const label = lexicon.concepts.get(`t:${theme.code}`)?.label ?? theme.code;
    changes.push({
      candidate: { ...expert, themes: [...expert.themes, theme.code] },
      text: `Avec le thème « ${label} » à son profil`,
    });
  }
  const [country] = view.understood.countries;
  if (country && !profile.countries.has(country.code)) {
    const name = countries.get(country.code)?.name ?? country.label;
    changes.push({
      candidate: { ...expert, countries: [...expert.countries, country.code] },
      text: `Avec une expérience ${inCountry(name)}`,
    });
  }
  const language = view.need.languages.find(
    (l) => !expert.languages.some((e) => e.code === l && e.level === "C2"),
  );
  if (language) {
    const others = expert.languages.filter((l) => l.code !== language);
    changes.push({
      candidate: { ...expert, languages: [...others, { code: language, level: "C2" }] },
      text: `En parlant couramment ${languageName(language)}`,
    });
  }
  return changes;
}

/** The groups of the countries and of the themes of a need. */
export function groupsFor(view: NeedView, lexicon: Lexicon): Group[] {
  return lexicon.reference.groups
    .filter((g) => /^g[pt]-/.test(g.code))
    .filter(
      (g) => g.countries.some((c) => view.countries.has(c)) || g.themes.some((t) => view.themes.has(t)),
    );
}

/**
 * What would bring an organisation nearer: a group of the country or of the theme.
 * @param groups those of the need, see `groupsFor`
 */
export function peerAlternatives(
  peer: PeerCandidate,
  groups: readonly Group[],
): Alternative<PeerCandidate>[] {
  return groups
    .filter((g) => !peer.groups.includes(g.code))
    .slice(0, 3)
    .map((g) => ({
      candidate: { ...peer, groups: [...peer.groups, g.code] },
      text: `Membre du groupe « ${g.name} »`,
    }));
}

/** "1er", "2e". */
export function ordinal(rank: number): string {
  return rank === 1 ? "1er" : `${rank}e`;
}
