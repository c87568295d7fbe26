import type { EndedStatus } from "../match.ts";
import { EXPERT_KIND_LABELS, type ExpertKind, LANGUAGE_LEVELS, WORKING_LEVEL } from "../vocabulary.ts";
import { missionYears, roomiestYear } from "./capacity.ts";
import type { ExpertCandidate, Inferred, MatchNeed, PeerCandidate, Understood } from "./types.ts";
import { fold } from "./understanding/text.ts";

/** A rule that a candidate breaks, as a French sentence; null where none is broken. */
export type Broken = { rule: string; text: string } | null;

/** What a text says in so many words is a hard rule from this confidence on. */
const EXPLICIT = 0.9;

type Rule<C, N = MatchNeed> = { rule: string; broken: (need: N, candidate: C, now: Date) => string | null };

/** Who an expert is, whatever the need says. These must still hold when an invitation is sent and when it is accepted. */
const STANDING_RULES: Rule<ExpertCandidate, Pick<MatchNeed, "organisation">>[] = [
  {
    rule: "published",
    broken: (_need, expert) => (expert.status === "published" ? null : "Le profil n’est pas publié."),
  },
  {
    rule: "employer",
    broken: ({ organisation }, expert) => {
      if (expert.organisation !== null && expert.organisation === organisation) {
        return "Travaille pour la structure qui pose le besoin.";
      }
      return expert.memberOf.includes(organisation) ? "Est membre de la structure qui pose le besoin." : null;
    },
  },
];

const ENDED_TEXTS: Record<Exclude<EndedStatus, "declined">, string> = {
  rejected: "A déjà été écarté pour ce besoin.",
  expired: "N’a pas répondu à une invitation pour ce besoin.",
  cancelled: "Une mise en relation a déjà été annulée pour ce besoin.",
};

/** How the last match of candidates with a need came to nothing, by candidate; who is absent may be asked. */
export type Earlier = ReadonlyMap<string, { status: EndedStatus }>;

/** What the rules read of it. */
export function earlierFacts(earlier: Earlier, id: string): Pick<ExpertCandidate, "declined" | "ended"> {
  const status = earlier.get(id)?.status;
  return status && status !== "declined"
    ? { declined: false, ended: status }
    : { declined: status === "declined" };
}

/** What no text, however well it fits, makes up for (evaluation README; design/matching.md, 2). */
const EXPERT_RULES: Rule<ExpertCandidate>[] = [
  ...STANDING_RULES,
  {
    rule: "confirmed",
    broken: (_need, expert) => (expert.lapsed ? "N’a pas confirmé son profil depuis plus d’un an." : null),
  },
  {
    rule: "declined",
    broken: (_need, expert) => (expert.declined ? "A déjà décliné ce besoin." : null),
  },
  {
    rule: "ended",
    broken: (_need, { ended }) => (ended ? ENDED_TEXTS[ended] : null),
  },
  {
    rule: "kind",
    broken: (need, expert) =>
      need.refused?.expertKinds.includes(expert.kind)
        ? `Le besoin écarte ce type d’expert : ${EXPERT_KIND_LABELS[expert.kind].toLowerCase()}.`
        : null,
  },
  {
    rule: "language",
    broken: (need, expert) => {
      const missing = need.languages.filter((code) => !worksIn(expert, code));
      return missing.length === 0
        ? null
        : `Ne travaille pas en ${missing.map(languageName).join(", ni en ")} (niveau ${WORKING_LEVEL} demandé).`;
    },
  },
  {
    rule: "availability",
    broken: (need, expert) => {
      const period = need.period;
      if (!period) return null;
      const free = expert.availability.some((a) => a.from <= period.to && a.to >= period.from);
      return free ? null : "Aucun jour de disponibilité pendant la période du besoin.";
    },
  },
  {
    rule: "capacity",
    broken: (need, expert, now) => {
      if (expert.missionsPerYear <= 0) return "Ne propose aucune mission.";
      const years = missionYears(need, expert, now);
      if (roomiestYear(expert, years).left > 0) return null;
      return `N’a plus de mission disponible en ${years.join(", ni en ")}.`;
    },
  },
];

const PEER_RULES: Rule<PeerCandidate>[] = [
  {
    rule: "own-need",
    broken: (need, peer) => (peer.id === need.organisation ? "C’est la structure qui pose le besoin." : null),
  },
  {
    rule: "declined",
    broken: (_need, peer) => (peer.declined ? "A déjà décliné ce besoin." : null),
  },
  {
    rule: "ended",
    broken: (_need, { ended }) => (ended ? ENDED_TEXTS[ended] : null),
  },
  {
    rule: "country",
    broken: (need, peer) =>
      peer.country !== "FR" && need.refused?.countries.includes(peer.country)
        ? "Le besoin écarte son pays."
        : null,
  },
  {
    // Whoever asks knows its own partner: it is who the need is about, not who could answer it.
    rule: "own-partner",
    broken: ({ asker }, peer) =>
      asker?.cooperations.some(
        ({ country, partner }) => country === peer.country && plainName(partner) === plainName(peer.name),
      )
        ? "Est déjà partenaire de la structure qui pose le besoin."
        : null,
  },
];

/**
 * A need with what its text says in so many words: languages that must be spoken, kinds of people and countries that are
 * not wanted. What is less than explicit counts in the ranking and is no rule.
 */
export function withExplicit(need: MatchNeed, { languages, excluded }: Understood): MatchNeed {
  const explicit = (list: readonly Inferred[]) =>
    list.filter(({ confidence }) => confidence >= EXPLICIT).map(({ code }) => code);
  return {
    ...need,
    languages: explicit(languages),
    refused: {
      expertKinds: explicit(excluded.expertKinds) as ExpertKind[],
      countries: explicit(excluded.countries),
    },
  };
}

const plainName = (name: string): string =>
  fold(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ");

export function brokenByExpert(need: MatchNeed, expert: ExpertCandidate, now: Date): Broken {
  return firstBroken(EXPERT_RULES, need, expert, now);
}

/** The rule on who an expert is that stands against a match with this organisation, if any. */
export function brokenByStanding(organisation: string, expert: ExpertCandidate, now: Date): Broken {
  return firstBroken(STANDING_RULES, { organisation }, expert, now);
}

export function brokenByPeer(need: MatchNeed, peer: PeerCandidate, now: Date): Broken {
  return firstBroken(PEER_RULES, need, peer, now);
}

function firstBroken<C, N>(rules: Rule<C, N>[], need: N, candidate: C, now: Date): Broken {
  for (const { rule, broken } of rules) {
    const text = broken(need, candidate, now);
    if (text) return { rule, text };
  }
  return null;
}

/** true where a language is spoken at the working level or better. */
export function worksIn(expert: Pick<ExpertCandidate, "languages">, code: string): boolean {
  const least = LANGUAGE_LEVELS.indexOf(WORKING_LEVEL);
  return expert.languages.some((l) => l.code === code && LANGUAGE_LEVELS.indexOf(l.level) >= least);
}

const languageNames = new Intl.DisplayNames(["fr"], { type: "language" });

/** French name of a language code, the code itself where it has none. */
export function languageName(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}
