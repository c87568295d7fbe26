import { describe, expect, it } from "vitest";
import { inferKinds } from "../../../server/domain/matching/understanding/asks.ts";
import { readText } from "../../../server/domain/matching/understanding/reading.ts";
import type { NeedKind } from "../../../server/domain/vocabulary.ts";
import { dev, lexicon } from "./support.ts";

const read = (text: string): NeedKind[] =>
  inferKinds(text, readText(text, "need", lexicon)).map(({ code }) => code);

describe("unit: kinds of help read in plain words", () => {
  it.each<[NeedKind, string]>([
    ["expertise", "Nous aimerions l’œil d’un professionnel sur nos comptes."],
    ["expertise", "Qui peut venir voir pourquoi l’eau est trouble ?"],
    ["montage", "Aidez-nous à mettre le projet par écrit."],
    ["montage", "On nous demande un cadre logique, nous n’en avons jamais fait."],
    ["financement", "Où trouver les moyens pour payer les travaux ?"],
    ["financement", "Il nous manque 20 000 euros."],
    ["partenaire-francais", "Y a-t-il d’autres mairies dans ce pays ?"],
    ["partenaire-francais", "Nous cherchons une collectivité pour partager les frais."],
    ["partenaire-etranger", "Nous cherchons une ville du Sénégal avec laquelle échanger."],
    ["partenaire-etranger", "Nous voudrions nous jumeler avec une ville du Maroc."],
    ["formation", "Nous voulons que les élus là-bas sachent lire un budget."],
    ["formation", "Quelqu’un pour expliquer la comptabilité à leurs secrétaires."],
    ["retour-experience", "Nous voulons savoir ce qui a marché ailleurs."],
    ["retour-experience", "Quelles erreurs éviter ?"],
  ])("%s: %s", (kind, text) => {
    expect(read(text)).toContain(kind);
  });

  it.each([
    "Les bornes-fontaines de Natitingou sont fermées depuis deux ans.",
    "Notre commune est jumelée avec Agbodrafo depuis 1996.",
    "Le comité tient une caisse et la finance par la vente de l’eau.",
    "Les subventions de la région se sont arrêtées l’an dernier.",
  ])("none in what is only told: %s", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("on the development set, four in five are those that were ticked, and more than half of these are read", () => {
    const pairs = dev.needs.flatMap((need) =>
      read(`${need.title}\n${need.description}`).map((kind) => need.kinds.includes(kind)),
    );
    const right = pairs.filter(Boolean).length;
    const ticked = dev.needs.flatMap(({ kinds }) => kinds).length;
    expect(right / pairs.length).toBeGreaterThanOrEqual(0.8);
    expect(right / ticked).toBeGreaterThanOrEqual(0.5);
  });
});
