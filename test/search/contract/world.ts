import {
  HIGHLIGHT_CLOSE,
  HIGHLIGHT_OPEN,
  type SearchDocument,
  type SearchEngine,
} from "../../../search/engine.ts";
import type { SearchVocabulary } from "../../../search/vocabulary.ts";

/** What every engine under test is told, besides French. */
export const VOCABULARY: SearchVocabulary = {
  // No more than three words each: what Meilisearch documents that it takes.
  synonyms: {
    spanc: ["assainissement non collectif"],
    "assainissement non collectif": ["SPANC"],
    béninois: ["Bénin"],
  },
  exactWords: ["AEP", "FICOL", "ODD"],
};

/** Makes an engine with its own, empty indexes. */
export type EngineFactory = (vocabulary: SearchVocabulary) => Promise<SearchEngine>;

const expert = (id: string, fields: Omit<SearchDocument, "id">): SearchDocument => ({
  id,
  kind: "agent",
  modes: ["distance"],
  languages: ["fr"],
  themes: [],
  countries: [],
  skills: [],
  labels: [],
  available: true,
  ...fields,
});

/** Thirteen experts, each there for the sake of a few cases; a dozen fillers make words rare or common. */
export const EXPERTS: SearchDocument[] = [
  expert("assainissement", {
    name: "Awa Ndiaye",
    headline: "Technicienne de l’assainissement et des boues de vidange",
    bio: "Suivi de chantiers de latrines dans les écoles de Saint-Louis. Formations pour les vidangeurs.",
    skills: ["assainissement non collectif", "suivi de chantier"],
    labels: ["Eau et assainissement", "Sénégal"],
    themes: ["eau-assainissement"],
    countries: ["SN", "ML"],
    languages: ["fr", "wo"],
    modes: ["distance", "mission"],
    availableMonths: ["2027-03", "2027-04"],
    availability: ["2027-03-01/2027-03-10", "2027-04-15/2027-04-30"],
    yearsOfExperience: 12,
    publishedAt: "2026-03-01T09:00:00.000Z",
  }),
  expert("eau", {
    name: "Bruno Lefèvre",
    headline: "Ingénieur hydraulicien, réseaux d’eau potable",
    bio: "Adduction et pompage solaire. A vu un projet d’assainissement de loin.",
    skills: ["eau potable", "borne-fontaine"],
    labels: ["Eau et assainissement", "Bénin"],
    themes: ["eau-assainissement", "energie-climat"],
    countries: ["BJ"],
    languages: ["fr", "en"],
    availableMonths: ["2027-04", "2027-05"],
    availability: ["2027-04-01/2027-05-31"],
    yearsOfExperience: 25,
    publishedAt: "2026-05-01T09:00:00.000Z",
    kind: "retraite",
  }),
  expert("aep", {
    name: "Chantal Moreau",
    headline: "Cheffe de projet AEP en milieu rural",
    bio: "Trois communes du nord, comités d’usagers, compteurs. A créé un SPANC.",
    countries: ["BJ", "TG"],
    themes: ["eau-assainissement"],
    yearsOfExperience: 8,
    publishedAt: "2026-01-15T09:00:00.000Z",
    available: false,
  }),
  expert("dechets", {
    name: "Élodie Garnier",
    headline: "Responsable de la collecte des déchets ménagers",
    bio: "Tri, compostage, décharges contrôlées.",
    skills: ["compostage"],
    labels: ["Déchets", "Madagascar"],
    themes: ["dechets"],
    countries: ["MG"],
    kind: "agent",
    modes: ["mission"],
    yearsOfExperience: 15,
    publishedAt: "2026-02-01T09:00:00.000Z",
  }),
  expert("finances", {
    name: "Émile Roux",
    headline: "Montage financier de projets FICOL et AECT",
    bio: "Budgets prévisionnels, conventions, rapports aux bailleurs, circuits courts de décision.",
    skills: ["montage de projet", "recherche de financement"],
    themes: ["gouvernance-locale"],
    countries: ["FR"],
    kind: "consultant",
    yearsOfExperience: 5,
    publishedAt: "2026-06-01T09:00:00.000Z",
  }),
  expert("culture", {
    name: "Fatou Diop",
    headline: "Lecture publique et bibliothèques de quartier",
    bio: "Œuvre pour la francophonie. Cœur de métier : la médiation.",
    skills: ["médiation culturelle"],
    themes: ["culture-francophonie", "education-formation"],
    countries: ["SN"],
    kind: "association",
    languages: ["fr", "wo", "en"],
    yearsOfExperience: 20,
    publishedAt: "2026-04-01T09:00:00.000Z",
  }),
  expert("cuisine", {
    name: "Gérard Petit",
    headline: "Restauration collective et circuits courts",
    bio: "Cantines, légumerie, marchés publics. Courts trajets, circuits de livraison.",
    skills: ["EGalim"],
    themes: ["agriculture-alimentation"],
    yearsOfExperience: 30,
    kind: "retraite",
    publishedAt: "2026-07-01T09:00:00.000Z",
  }),
  expert("livraison", {
    name: "Hélène Blanc",
    headline: "Logistique urbaine",
    bio: "Livraisons en courts délais sur des circuits variés, groupement FICOM.",
    themes: ["urbanisme-mobilite"],
    kind: "universitaire",
    publishedAt: "2026-08-01T09:00:00.000Z",
  }),
  expert("elue", {
    name: "Inès Benali",
    headline: "Adjointe au maire, jumelages et coopération",
    bio: "Budget participatif, conseils de jeunes.",
    themes: ["citoyennete-mondiale", "jeunesse-sport"],
    countries: ["MA", "SN"],
    kind: "elu",
    languages: ["fr", "ar"],
    yearsOfExperience: 0,
    publishedAt: "2026-09-01T09:00:00.000Z",
  }),
];

/** Experts of no interest, so that the words of the others are rare and pages have something to show. */
export const FILLERS: SearchDocument[] = Array.from({ length: 25 }, (_, i) =>
  expert(`filler-${String(i).padStart(2, "0")}`, {
    name: `Zoé Numéro${i}`,
    headline: "Secrétariat général",
    bio: "Accueil du public, archives, état civil.",
    themes: ["gouvernance-locale"],
    countries: ["FR"],
    kind: "agent",
    yearsOfExperience: i,
    publishedAt: `2025-01-${String(i + 1).padStart(2, "0")}T09:00:00.000Z`,
  }),
);

export const WORLD = [...EXPERTS, ...FILLERS];

/** Shows the markers as brackets, so that expectations can be read. */
export const shown = (text: string | undefined): string =>
  (text ?? "").replaceAll(HIGHLIGHT_OPEN, "[").replaceAll(HIGHLIGHT_CLOSE, "]");

export const idsOf = (hits: { id: string }[]): string[] => hits.map((hit) => hit.id);
