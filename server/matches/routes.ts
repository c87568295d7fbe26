import { z } from "zod";
import { historyOf } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { MATCH_ACTIONS, type PersonMatchAction } from "../domain/match.ts";
import { type Api, listOutput } from "../http/api.ts";
import { id } from "../http/fields.ts";
import { needId } from "../needs/schema.ts";
import { organisationNames } from "../organisations/usecases.ts";
import type { MatchRecord } from "./model.ts";
import { presentMatch } from "./present.ts";
import { requestMatch } from "./request.ts";
import { BODIES, type MoveInput, matchListQuery, matchOutput, requestInput } from "./schema.ts";
import { moveMatch } from "./transitions.ts";
import { contactsOf, getMatch, listMatches, PAGE_SIZE } from "./usecases.ts";

const SUMMARIES: Record<PersonMatchAction, string> = {
  shortlist: "Présélectionner (conseiller)",
  validate: "Valider : le candidat est invité (conseiller)",
  withdraw: "Retirer sa demande, tant que personne ne l’a examinée",
  reject: "Écarter (conseiller)",
  accept: "Accepter (candidat) : les coordonnées passent",
  decline: "Décliner (candidat)",
  engage: "Convenir d’une mission",
  "confirm-mission": "Confirmer les dates de la mission (la partie qui ne les a pas notées)",
  "change-mission": "Changer les dates de la mission",
  complete: "Dire la mission terminée",
  cancel: "Annuler",
};

async function whole(context: Context, match: MatchRecord) {
  const [names, history, contacts] = await Promise.all([
    organisationNames([match.needOrganisation]),
    historyOf({ type: "match", id: match._id }),
    contactsOf(context, match),
  ]);
  return presentMatch(match, {
    organisationName: names.get(match.needOrganisation) ?? "",
    history,
    contacts,
    actor: context.actor,
  });
}

export function matchCalls(api: Api): void {
  const shared = { tag: "Mises en relation", audience: "signed-in", output: matchOutput } as const;
  const params = z.strictObject({ id });

  api.call({
    ...shared,
    method: "post",
    path: "/needs/{id}/matches",
    summary: "Demander une mise en relation",
    params: needId,
    body: requestInput,
    status: 201,
    answer: async (context, input) =>
      whole(context, await requestMatch(context, input.params.id, input.body)),
  });
  api.call({
    ...shared,
    method: "get",
    path: "/matches",
    summary: "Mes mises en relation ; toutes, pour un conseiller",
    query: matchListQuery,
    output: listOutput(matchOutput),
    answer: async (context, { query }) => {
      const { items, total } = await listMatches(context, query);
      const presented = await Promise.all(items.map((match) => whole(context, match)));
      return { items: presented, total, page: query.page, pageSize: PAGE_SIZE };
    },
  });
  api.call({
    ...shared,
    method: "get",
    path: "/matches/{id}",
    summary: "Une mise en relation",
    params,
    answer: async (context, input) => whole(context, await getMatch(context, input.params.id)),
  });
  for (const action of MATCH_ACTIONS) {
    api.call({
      ...shared,
      method: "post",
      path: `/matches/{id}/${action}`,
      summary: SUMMARIES[action],
      params,
      body: BODIES[action] as z.ZodType<MoveInput>,
      answer: async (context, input) =>
        whole(context, await moveMatch(context, input.params.id, action, input.body)),
    });
  }
}
