import { describe, expect, it } from "vitest";
import { bestCountry, countryCloseness } from "../../../server/domain/matching/closeness.ts";
import { freeDays } from "../../../server/domain/matching/criteria/availability.ts";
import { inCountry } from "../../../server/domain/matching/frenchPlaces.ts";
import { rankExperts } from "../../../server/domain/matching/rankExperts.ts";
import { rankPeers } from "../../../server/domain/matching/rankPeers.ts";
import type { ExpertCandidate, MatchNeed, PeerCandidate } from "../../../server/domain/matching/types.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { buildExpert, buildNeed, buildPeer, lexicon, NOW } from "./support.ts";

const countries = new Map(lexicon.reference.countries.map((c) => [c.code, c]));
const shared = (need: MatchNeed) => ({ need, understood: understand(need, lexicon), lexicon, now: NOW });
const need = (fields: Partial<MatchNeed> = {}) =>
  buildNeed({ title: "Des latrines pour les écoles", countries: ["TG"], ...fields });

function features(
  fields: Partial<ExpertCandidate>,
  asked: MatchNeed = need(),
  relevance = 0,
): Record<string, number> {
  const candidates = [buildExpert({ headline: "Latrines", ...fields })];
  const { items } = rankExperts({ ...shared(asked), candidates, relevance: new Map([["x", relevance]]) });
  return items[0]?.features ?? NOT_LISTED;
}

/** Of whom nothing can be told is not listed. */
const NOT_LISTED: Record<string, number> = { subject: 0, theme: 0, group: 0, depth: 0, kind: 0 };

function peerFeatures(fields: Partial<PeerCandidate>, asked: MatchNeed = need()): Record<string, number> {
  const name = "Syndicat de l’assainissement";
  const candidates = [buildPeer({ name, ...fields })];
  const { items } = rankPeers({ ...shared(asked), candidates, relevance: new Map() });
  return items[0]?.features ?? NOT_LISTED;
}

describe("unit: criteria for experts", () => {
  it("subject: the very thing, then its subtheme, then its theme, then nothing", () => {
    const subject = (headline: string) => features({ headline }).subject!;
    expect(subject("Latrines scolaires")).toBeGreaterThan(subject("Boues de vidange"));
    expect(subject("Boues de vidange")).toBeGreaterThan(subject("GIRE et nappes phréatiques"));
    expect(subject("GIRE et nappes phréatiques")).toBeGreaterThan(subject("Chorale et orchestre"));
    expect(subject("Chorale et orchestre")).toBe(0);
  });

  it("subject: a profile without any box ticked counts as well as its text tells", () => {
    expect(features({ headline: "Latrines scolaires", themes: [] }).subject).toBeGreaterThan(
      features({ headline: "Chargé de mission", themes: ["eau-assainissement"] }).subject!,
    );
  });

  it("subject: what a profile says that it does not do is no experience", () => {
    const told = (bio: string) => features({ headline: "Ingénieure", bio }).subject!;
    expect(told("Je construis des latrines.")).toBeGreaterThan(4 * told("Pas d’expérience des latrines."));
  });

  it("theme: all of the need's themes count more than one of them", () => {
    const asked = need({ themes: ["eau-assainissement", "education-formation"] });
    const theme = (themes: ExpertCandidate["themes"]) =>
      features({ headline: "Agent d’accueil", themes }, asked).theme!;
    expect(theme(["eau-assainissement", "education-formation"])).toBeGreaterThan(
      theme(["eau-assainissement"]),
    );
    expect(theme(["eau-assainissement"])).toBeGreaterThan(theme(["dechets"]));
  });

  it("skill: a way of working that the need asks for", () => {
    const asked = need({ description: "Il nous faut évaluer ce qui a changé et mesurer les résultats." });
    expect(features({ skills: ["suivi-évaluation"] }, asked).skill).toBeGreaterThan(
      features({ skills: ["vidéo"] }, asked).skill!,
    );
  });

  it("text rises with the engine's relevance, the first words more than the last", () => {
    expect(features({}, need(), 0.25).text).toBe(0.5);
    expect(features({}, need(), 1).text).toBe(1);
  });

  it("country: the same, a neighbour, another continent; the text counts where the box is empty", () => {
    const country = (fields: Partial<ExpertCandidate>) => features(fields).country!;
    expect(country({ countries: ["TG"] })).toBe(1);
    expect(country({ bio: "Deux ans à Kpalimé." })).toBeGreaterThan(0.6);
    expect(country({ countries: ["BJ"] })).toBe(0.5);
    expect(country({ countries: ["GH"] })).toBe(0);
    expect(country({ bio: "Un webinaire pour un réseau togolais." })).toBe(0);
    expect(country({ bio: "Je ne connais pas le Togo." })).toBe(0);
    expect(country({ countries: ["VN"] })).toBe(0);
  });

  it("what the need does not ask neither counts nor is told", () => {
    const asked = need({ title: "Des latrines", countries: [] });
    const counted = Object.keys(features({ countries: ["TG"] }, asked)).sort();
    expect(counted).toEqual(["subject", "text", "theme"]);
  });

  it("language: ease in the language required, then in that of the country", () => {
    const spoken = (code: string, level: "B1" | "C2") => ({
      languages: [
        { code: "fr", level: "C2" as const },
        { code, level },
      ],
    });
    const asked = need({ languages: ["en"] });
    expect(features(spoken("en", "C2"), asked).language).toBe(1);
    expect(features(spoken("en", "B1"), asked).language).toBe(0.5);
    expect(features(spoken("ar", "C2"), need({ countries: ["TN"] })).language).toBeCloseTo(0.6);
  });

  it("availability: days inside the period, each counted once, up to enough", () => {
    const period = { from: "2027-03-01", to: "2027-03-31" };
    expect(freeDays([{ from: "2027-02-01", to: "2027-03-10" }], period)).toBe(10);
    expect(freeDays([{ from: "2027-04-01", to: "2027-05-10" }], period)).toBe(0);
    const asked = need({ period });
    expect(
      features({ availability: [{ from: "2027-03-31", to: "2027-04-30" }] }, asked).availability,
    ).toBeLessThan(features({ availability: [period] }, asked).availability!);
  });

  it("mode: as the need asks, where it asks", () => {
    expect(features({ modes: ["distance"] }, need({ mode: "mission" })).mode).toBe(0);
    expect(features({ modes: ["mission"] }, need({ mode: "mission" })).mode).toBe(1);
    expect(features({ modes: ["mission"] })).not.toHaveProperty("mode");
  });

  it("setup: who has found money comes first where money is all that is asked for", () => {
    const asked = need({ kinds: ["financement"] });
    expect(features({ skills: ["recherche de financement"] }, asked).setup).toBeGreaterThan(
      features({ skills: ["vidéo"] }, asked).setup!,
    );
    expect(features({}, need({ kinds: ["financement", "expertise"] }))).not.toHaveProperty("setup");
  });
});

describe("unit: criteria for peers", () => {
  const latrines = {
    country: "TG",
    partner: "Kloto",
    theme: "eau-assainissement" as const,
    since: 2014,
    until: null,
    summary: "Latrines dans les écoles.",
  };

  it("subject and country are those of the cooperations", () => {
    const { subject, country } = peerFeatures({ cooperations: [latrines] });
    expect(country).toBe(1);
    expect(subject).toBeGreaterThan(
      peerFeatures({ cooperations: [{ ...latrines, summary: "Chorales." }] }).subject!,
    );
  });

  it("depth: long and running, then ended, then of unknown length", () => {
    const depth = (since: number | null, until: number | null) =>
      peerFeatures({ cooperations: [{ ...latrines, since, until }] }).depth!;
    expect(depth(2010, null)).toBe(1);
    expect(depth(2010, null)).toBeGreaterThan(depth(2024, null));
    expect(depth(2010, 2022)).toBeCloseTo(0.6);
    expect(depth(null, null)).toBe(0.4);
    expect(peerFeatures({}).depth).toBe(0);
  });

  it("subject and country in one record come before the same in two", () => {
    const dakar = { ...latrines, country: "SN", partner: "Dakar", summary: "Chorales." };
    const asked = need();
    const both = peerFeatures({ cooperations: [latrines, dakar] }, asked);
    const apart = peerFeatures(
      {
        cooperations: [
          { ...latrines, country: "SN" },
          { ...dakar, country: "TG" },
        ],
      },
      asked,
    );
    expect(both.subject! + both.country!).toBeGreaterThan(1.3 * (apart.subject! + apart.country!));
  });

  it("size: alike or not compared", () => {
    const asked = need({ asker: buildPeer({ population: 20_000 }) });
    expect(peerFeatures({ population: 20_000 }, asked).size).toBe(1);
    expect(peerFeatures({ population: 40_000 }, asked).size).toBeGreaterThan(0);
    expect(peerFeatures({ population: 150_000 }, asked).size).toBe(0);
    expect(peerFeatures({ population: null }, asked).size).toBe(0);
    expect(peerFeatures({ population: 20_000 })).not.toHaveProperty("size");
  });

  it("group: one of the country, more where the asker sits in it too", () => {
    expect(peerFeatures({ groups: ["gp-TG"] }).group).toBeGreaterThan(0);
    const asked = need({ asker: buildPeer({ groups: ["gp-TG"] }) });
    expect(peerFeatures({ groups: ["gp-TG"] }, asked).group).toBeGreaterThan(
      peerFeatures({ groups: ["gp-TG"] }).group!,
    );
    expect(peerFeatures({ groups: ["gp-VN"] }).group).toBe(0);
  });

  it("kind: French or of the country, as the need asks", () => {
    const french = need({ kinds: ["partenaire-francais"] });
    expect(peerFeatures({}, french).kind).toBe(1);
    const foreign = { kind: "collectivite-etrangere" as const, country: "TG" };
    expect(peerFeatures(foreign, need({ kinds: ["partenaire-etranger"] })).kind).toBe(1);
    expect(peerFeatures({ ...foreign, country: "VN" }, french).kind).toBe(0);
    expect(peerFeatures(foreign)).not.toHaveProperty("kind");
  });
});

describe("unit: countries", () => {
  it("another country is close where it shares a region and a language", () => {
    const close = (a: string, b: string) => countryCloseness(a, b, countries);
    expect([close("TG", "TG"), close("TG", "BJ"), close("TG", "GH"), close("TG", "VN")]).toEqual([
      1, 0.5, 0, 0,
    ]);
  });

  it("the best pair of countries wins, weighed by how sure both are", () => {
    const best = bestCountry(
      new Map([
        ["TG", 1],
        ["VN", 0.3],
      ]),
      new Map([
        ["BJ", 1],
        ["VN", 1],
      ]),
      countries,
    );
    expect(best).toMatchObject({ wanted: "TG", known: "BJ" });
  });

  it.each([
    ["Bénin", "au Bénin"],
    ["Côte d'Ivoire", "en Côte d’Ivoire"],
    ["Arménie", "en Arménie"],
    ["Comores", "aux Comores"],
    ["Madagascar", "à Madagascar"],
    ["Haïti", "à Haïti"],
    ["Mexique", "au Mexique"],
    ["Équateur", "en Équateur"],
    ["Guinée-Bissau", "en Guinée-Bissau"],
    ["États-Unis", "aux États-Unis"],
  ])("%s → %s", (name, said) => {
    expect(inCountry(name)).toBe(said);
  });
});
