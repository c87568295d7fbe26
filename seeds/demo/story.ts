import type { MatchStatus } from "../../server/domain/match.ts";
import { seedId } from "../seedId.ts";
import { accountId, DEMO_EXPERT, EDITOR_ORGANISATION, PAIR_ORGANISATION } from "./accounts.ts";
import { daysBefore, monthEdge } from "./dates.ts";
import type { SeedNeed, SeedStep } from "./needs.ts";

export type SeedMatch = {
  id: string;
  /** Id of the need. */
  need: string;
  candidate: { kind: "expert" | "peer"; id: string };
  status: MatchStatus;
  requestedBy: string;
  createdAt: Date;
  /** Oldest first. */
  history: SeedStep[];
};

/**
 * What the demo's editor has under way, so that each demo account finds something to do: a draft to finish, a need that an adviser
 * must read, and one that is qualified, with introductions at every stage before acceptance.
 */
export function editorStory(now: Date): { needs: SeedNeed[]; matches: SeedMatch[] } {
  const editor = accountId("collectivite@demo.example");
  const adviser = accountId("conseil@demo.example");
  const shared = { organisation: EDITOR_ORGANISATION, author: editor, outcome: null };
  const step = (days: number, by: string, action: string, from: string | null, to: string): SeedStep => ({
    at: daysBefore(now, days),
    by,
    action,
    from,
    to,
  });

  const water: SeedNeed = {
    ...shared,
    id: seedId("need", "ramonville-eau"),
    key: "ramonville-eau",
    title: "Le réseau d’eau de Dékpo va rouvrir : quel contrat avec l’exploitant ?",
    description:
      "À Aplahoué, l’adduction d’eau de Dékpo est en cours de réhabilitation avec un relais solaire. Les travaux seront reçus au printemps et la mairie doit décider qui fera tourner le réseau : affermage, régie, association d’usagers ? Personne chez nous n’a déjà écrit un contrat de ce genre. Nous cherchons quelqu’un qui connaisse les petits réseaux au Bénin, la réforme en cours et les pièges : prix du mètre cube, entretien des pompes, redevance à la commune, que faire si l’exploitant s’en va. Une mission d’une dizaine de jours avec les élus et le point focal eau, puis un suivi à distance pendant la première année. L’idéal serait aussi d’échanger avec une collectivité française qui est passée par là.",
    kinds: ["expertise", "formation", "retour-experience"],
    themes: ["eau-assainissement"],
    countries: ["BJ"],
    odd: [6, 17],
    languages: ["fr"],
    period: { from: monthEdge(now, 3, "first"), to: monthEdge(now, 11, "last") },
    mode: "mission",
    status: "qualified",
    adviser,
    createdAt: daysBefore(now, 27),
    history: [
      step(27, editor, "create", null, "draft"),
      step(26, editor, "submit", "draft", "submitted"),
      step(22, adviser, "qualify", "submitted", "qualified"),
    ],
  };
  const toilets: SeedNeed = {
    ...shared,
    id: seedId("need", "ramonville-ecoles"),
    key: "ramonville-ecoles",
    title: "Des latrines qui restent ouvertes dans les écoles d’Aplahoué",
    description:
      "Trois écoles primaires ont reçu des blocs sanitaires ces dernières années : deux sont fermés à clé, le troisième n’est plus nettoyé. Avant d’en financer d’autres, nous voulons comprendre et repartir du bon pied : qui garde la clé, qui paie le savon, comment associer les parents d’élèves et les directrices. Nous aimerions un diagnostic école par école, des outils simples pour les comités de gestion et une journée avec les conseillers communaux. Nous avons 6 000 € et une délégation prévue à l’automne.",
    kinds: ["expertise", "retour-experience"],
    themes: [],
    countries: ["BJ"],
    odd: [4, 6],
    languages: [],
    period: { from: monthEdge(now, 2, "first"), to: monthEdge(now, 12, "last") },
    mode: null,
    status: "submitted",
    adviser: null,
    createdAt: daysBefore(now, 5),
    history: [step(5, editor, "create", null, "draft"), step(3, editor, "submit", "draft", "submitted")],
  };
  const dossier: SeedNeed = {
    ...shared,
    id: seedId("need", "ramonville-dossier"),
    key: "ramonville-dossier",
    title: "Monter un dossier « 1 % eau » avec l’agence de l’eau",
    description:
      "La deuxième tranche du réseau de Dékpo coûtera environ 90 000 €. On nous a dit que l’agence de l’eau et le ministère pouvaient se compléter, mais nous ne savons pas dans quel ordre demander, ni",
    kinds: ["montage", "financement"],
    themes: ["eau-assainissement"],
    countries: ["BJ"],
    odd: [],
    languages: [],
    period: null,
    mode: "distance",
    status: "draft",
    adviser: null,
    createdAt: daysBefore(now, 1),
    history: [step(1, editor, "create", null, "draft")],
  };

  const match = (key: string, candidate: SeedMatch["candidate"], history: SeedStep[]): SeedMatch => ({
    id: seedId("match", key),
    need: water.id,
    candidate,
    status: history.at(-1)?.to as MatchStatus,
    requestedBy: history[0]?.by ?? editor,
    createdAt: history[0]?.at ?? now,
    history,
  });
  const expert = (key: string) => ({ kind: "expert" as const, id: seedId("expert", key) });
  const matches = [
    match("water-expert", expert(DEMO_EXPERT), [
      step(20, editor, "request", null, "requested"),
      step(6, adviser, "validate", "requested", "validated"),
    ]),
    match("water-pair", { kind: "peer", id: PAIR_ORGANISATION }, [
      step(18, adviser, "shortlist", null, "shortlisted"),
      step(4, adviser, "validate", "shortlisted", "validated"),
    ]),
    // A former director of a water utility who knows Parakou and Natitingou: waits for the adviser.
    match("water-director", expert("x147"), [step(2, editor, "request", null, "requested")]),
    match("water-geographer", expert("x141"), [
      step(20, editor, "request", null, "requested"),
      step(17, adviser, "validate", "requested", "validated"),
      {
        ...step(
          14,
          seedId("user", "rolande.hounkpatin@experts.demo.example"),
          "decline",
          "validated",
          "declined",
        ),
        reason: "not-available",
        note: "Je ne suis libre que l’été ; la réception des travaux tombe en plein semestre.",
      },
    ]),
  ];
  return { needs: [water, toilets, dossier], matches };
}
