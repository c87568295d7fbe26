import { describe, expect, it } from "vitest";
import type { Inferred } from "../../../server/domain/matching/types.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { buildNeed, buildPeer, dev, lexicon, told } from "./support.ts";

const codes = (list: Inferred[]): string[] => list.map((i) => i.code);
const countriesOf = (text: string): string[] => codes(understand(told(text), lexicon).countries);
const themesOf = (text: string): string[] => codes(understand(told(text), lexicon).themes);

describe("unit: countries read in a text", () => {
  it.each([
    ["Un projet à Natitingou", ["BJ"]],
    ["un projet a natitingou", ["BJ"]],
    ["Nos partenaires burkinabès", ["BF"]],
    ["nos amis senegalais", ["SN"]],
    ["Une commune de Guinée-Bissau", ["GW"]],
    ["Une commune de Guinée, près de Kindia", ["GN"]],
    ["La ville de Porto-Novo", ["BJ"]],
    ["Le fleuve et les villes de Saint-Louis du Sénégal", ["SN"]],
    ["A town in Madagascar", ["MG"]],
    ["Un pueblo del Perú", ["PE"]],
    ["Um município do Benim", ["BJ"]],
  ])("%s → %j", (text, expected) => {
    expect(countriesOf(text)).toEqual(expected);
  });

  it.each([
    ["soft hyphens", "Nos partenaires de Nati\u00adtin\u00adgou"],
    ["signs without width", "Un projet à Nati\u200btingou\u2060"],
    ["the apostrophe that is a letter", "Les élus d\u02bcAbomey et l\u02bceau"],
    ["spaces and hyphens that do not break", "La ville\u00a0de\u00a0Porto\u2011Novo"],
    ["accents in two signs", "Un projet au Be\u0301nin"],
  ])("%s do not hide the country", (_what, text) => {
    expect(countriesOf(text)).toEqual(["BJ"]);
  });

  it("shows the words as one sees them", () => {
    expect(understand(told("Un projet à Nati\u00adtingou"), lexicon).countries[0]?.words).toEqual([
      "Natitingou",
    ]);
  });

  it.each([
    ["Nos réunions se tiennent le soir"],
    ["Apporter de l’eau potable au hameau"],
    ["Les échanges se feront en espagnol"],
    ["Nous vivons en France"],
  ])("%s names no country", (text) => {
    expect(countriesOf(text)).toEqual([]);
  });

  it("a town of the asker's partners stands for their country, surer than a homonym", () => {
    const cooperation = {
      country: "KH",
      partner: "District de Kampong Sreng",
      theme: "education-formation" as const,
      since: 2019,
      until: null,
      summary: "",
    };
    const need = buildNeed({
      title: "Un diplôme à Kampong Sreng",
      asker: buildPeer({ cooperations: [cooperation] }),
    });
    expect(understand(need, lexicon).countries[0]).toMatchObject({ code: "KH", words: ["Kampong Sreng"] });
  });

  it("an asker that works with one country only most likely means that one", () => {
    const cooperation = {
      country: "TG",
      partner: "Kpélé",
      theme: "eau-assainissement" as const,
      since: 2011,
      until: null,
      summary: "",
    };
    const need = buildNeed({
      title: "Des latrines pour les écoles",
      asker: buildPeer({ cooperations: [cooperation] }),
    });
    const [guess] = understand(need, lexicon).countries;
    expect(guess).toMatchObject({ code: "TG", words: [] });
    expect(guess!.confidence).toBeLessThan(0.6);
  });
});

describe("unit: themes read in a text", () => {
  it.each([
    ["Des latrines et un réseau d’assainissement", "eau-assainissement"],
    ["l'asainissement du quartier", "eau-assainissement"],
    ["Les gens ne paient pas leur facture d’eau", "eau-assainissement"],
    ["Le maire n’a pas de quoi payer ses agents", "gouvernance-locale"],
    ["Les ordures s’entassent devant les maisons, la benne est en panne", "dechets"],
    ["Trop de femmes meurent en accouchant", "sante-social"],
    ["Notre jumelage avec une ville allemande s’endort", "europe-transfrontalier"],
    ["Des naissances jamais déclarées et des registres moisis", "gouvernance-locale"],
    ["School toilets and handwashing", "eau-assainissement"],
    ["Presupuesto participativo", "gouvernance-locale"],
    ["Merenda escolar com produtos locais", "agriculture-alimentation"],
  ])("%s → %s", (text, theme) => {
    expect(themesOf(text)[0]).toBe(theme);
  });

  it.each([
    ["Notre département et son service international", "migrations-diasporas"],
    ["Ces mères ont pu prendre le temps de parler", "migrations-diasporas"],
    ["Le développement de leur programme", "numerique"],
    ["On nous demande un rapport important sur le traitement du dossier", "paix-droits"],
    ["Nous sommes trois et ils sont de notre pays", "eau-assainissement"],
    ["Nous ne savons pas à qui nous adresser", "urbanisme-mobilite"],
    ["Le conseil a fermé le bureau et pris un arrêté", "agriculture-alimentation"],
  ])("%s: no word of it speaks of %s", (text, theme) => {
    expect(themesOf(text)).not.toContain(theme);
  });

  it("an acronym of three letters counts only in capitals", () => {
    expect(themesOf("Un projet AEP")).toContain("eau-assainissement");
    expect(themesOf("un projet vie locale")).not.toContain("jeunesse-sport");
  });

  it("a doubtful word counts with the words that settle it, and not without", () => {
    expect(themesOf("Le SAGE du bassin et de la rivière")).toContain("eau-assainissement");
    expect(themesOf("Il serait SAGE d’attendre")).not.toContain("eau-assainissement");
  });

  it("one everyday word alone says nothing; several together do", () => {
    expect(themesOf("Une lampe")).toEqual([]);
    expect(
      themesOf("La nuit les rues sont sombres, les lampes et les ampoules des mâts ne s’allument plus")[0],
    ).toBe("energie-climat");
  });

  it("what the author ticked comes first, sure, without words", () => {
    const need = buildNeed({ title: "Des latrines", themes: ["education-formation"], countries: ["TG"] });
    const { themes, countries } = understand(need, lexicon);
    expect(themes[0]).toEqual({
      code: "education-formation",
      label: "Éducation et formation",
      confidence: 1,
      weight: 1,
      words: [],
      source: "declared",
    });
    expect(themes.slice(1).map((t) => t.source)).toContain("inferred");
    expect(countries).toEqual([expect.objectContaining({ code: "TG", source: "declared", confidence: 1 })]);
  });

  it("is as sure as it says: what authors ticked is found again where it is nearly certain, and little besides", () => {
    const read = dev.needs.flatMap((need) => {
      const { themes } = understand({ ...need, themes: [] }, lexicon);
      return need.themes.length === 0
        ? []
        : themes.map((t) => ({ ...t, ticked: need.themes.includes(t.code) }));
    });
    const right = (from: number, to: number) => {
      const within = read.filter((t) => t.confidence >= from && t.confidence <= to);
      return within.filter((t) => t.ticked).length / within.length;
    };
    expect(right(0.9, 1)).toBeGreaterThan(0.75);
    expect(right(0, 0.2)).toBeLessThan(0.05);
  });

  it("what is mentioned in passing is no theme of a need that insists on another", () => {
    const text =
      "Je suis élue depuis six mois. Dans notre ville amie les gens ne paient plus leur facture d’eau et le fontainier n’est plus payé. Nous cherchons quelqu’un qui a vécu ce genre de situation.";
    const [first, ...others] = understand(told(text), lexicon).themes;
    expect(first).toMatchObject({ code: "eau-assainissement" });
    expect(first!.confidence).toBeGreaterThan(0.8);
    expect(others.filter((t) => t.confidence > 0.2)).toEqual([]);
  });

  it("gives the words that led to it, as written", () => {
    const [theme] = understand(told("Les Latrines de l’école"), lexicon).themes;
    expect(theme!.words.join(" ")).toContain("Latrines");
  });
});

describe("unit: the rest of the ask", () => {
  it("reads kinds of help, languages and mode", () => {
    const { kinds, languages, mode } = understand(
      told(
        "Appui",
        "Nous cherchons de l’argent et quelqu’un pour former nos agents, sur place. Réunions en anglais.",
      ),
      lexicon,
    );
    expect(codes(kinds)).toEqual(expect.arrayContaining(["financement", "formation", "expertise"]));
    expect(codes(languages)).toEqual(["en"]);
    expect(mode?.code).toBe("mission");
  });

  it.each([
    ["au printemps 2027", { from: "2027-03-01", to: "2027-06-30" }],
    ["avant l’été 2027", { from: "2027-01-01", to: "2027-05-31" }],
    ["en mars 2027", { from: "2027-03-01", to: "2027-03-31" }],
    ["cet hiver 2026", { from: "2026-12-01", to: "2027-03-31" }],
    ["courant 2027", { from: "2027-01-01", to: "2027-12-31" }],
  ])("%s → %j", (text, period) => {
    expect(understand(told("Besoin", `Nous partirons ${text}.`), lexicon).period?.value).toEqual(period);
  });

  it("a period in the form wins over the text", () => {
    const period = { from: "2027-09-01", to: "2027-10-31" };
    expect(understand(buildNeed({ title: "En mars 2027", period }), lexicon).period).toBeNull();
  });
});

describe("unit: texts with nothing in one of their sentences", () => {
  it.each([
    ["", "Former des agents au tri des déchets à Sfax."],
    ["Des déchets à Sfax", "— — —\n\n… !\nFormer des agents."],
    ["", ""],
    ["???", "..."],
  ])("title %j, description %j is read without failing", (title, description) => {
    const read = understand(told(title, description), lexicon);
    expect(codes(read.countries)).toEqual(/Sfax/.test(title + description) ? ["TN"] : []);
  });
});
