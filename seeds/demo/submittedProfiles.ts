import type { ExpertContent } from "../../server/domain/expert.ts";

/** Profiles that were sent and wait for an adviser: the queue of a real week. */
export const SUBMITTED_PROFILES: (ExpertContent & { key: string; name: string })[] = [
  {
    key: "s001",
    name: "Patricia Lemoine",
    kind: "agent",
    headline: "Archiviste départementale, fonds communaux et mémoire partagée",
    bio: "Vingt ans aux archives d’un département de l’Ouest. J’ai passé deux étés à Saint-Louis du Sénégal pour sauver un fonds municipal menacé par l’humidité : récolement, boîtes neutres, numérisation au banc, et surtout une salle de lecture tenue par deux agents formés sur place. Je sais aussi préparer une exposition à partir de documents que personne n’a jamais regardés. Pas de compétence en restauration de reliures.",
    skills: ["archives", "numérisation", "récolement", "formation d’agents"],
    themes: ["tourisme-patrimoine", "gouvernance-locale"],
    countries: ["SN"],
    languages: [
      { code: "fr", level: "C2" },
      { code: "en", level: "B1" },
    ],
    organisation: null,
    departement: "44",
    modes: ["distance", "mission"],
    availability: [{ from: "2027-05-01", to: "2027-09-30" }],
    missionsPerYear: 1,
    yearsOfExperience: 20,
  },
  {
    key: "s002",
    name: "Lucien Grandjean",
    kind: "retraite",
    headline: "Forestier retraité, reboisement et pépinières",
    bio: "Technicien forestier dans les Vosges jusqu’en 2024. Avec un comité de jumelage j’ai suivi trois campagnes de reboisement autour de Dori, au Burkina, à distance depuis 2022 : choix des essences, pépinières de quartier, protection contre les chèvres, comptage à deux ans plutôt que photo de plantation. Je préfère cinq cents arbres vivants à dix mille piquets.",
    skills: ["reboisement", "pépinières", "suivi à distance"],
    themes: [],
    countries: ["BF"],
    languages: [{ code: "fr", level: "C2" }],
    organisation: null,
    departement: "88",
    modes: ["distance"],
    availability: [{ from: "2027-01-01", to: "2027-12-31" }],
    missionsPerYear: 2,
    yearsOfExperience: 36,
  },
];
