import { z } from "zod";
import type { Context } from "../context.ts";
import { type Api, listOutput } from "../http/api.ts";
import type { Limits } from "../http/limits.ts";
import { recordShown } from "../learning/usecases.ts";
import { endedCandidates } from "../matches/ended.ts";
import { presentPreview, presentSuggestions } from "../matching/present.ts";
import { previewOutput, suggestionsOutput, suggestionsQuery } from "../matching/schema.ts";
import { previewSuggestions, suggestFor } from "../matching/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { listNeeds, PAGE_SIZE } from "./listing.ts";
import type { NeedRecord } from "./model.ts";
import { presentNeed } from "./present.ts";
import {
  closeInput,
  listQuery,
  needChange,
  needId,
  needInput,
  needOutput,
  previewInput,
  qualifyInput,
  reopenInput,
  submitInput,
} from "./schema.ts";
import { closeNeed, qualifyNeed, reopenNeed, submitNeed } from "./transitions.ts";
import { deleteDraft, editNeed, getNeed, postNeed } from "./usecases.ts";

async function named(needs: NeedRecord[]) {
  const names = await organisationNames(needs.map((need) => need.organisation));
  return needs.map((need) => presentNeed(need, names.get(need.organisation) ?? ""));
}
const one = async (need: NeedRecord) => (await named([need]))[0] as object;

export function needCalls(api: Api, limits: Limits): void {
  const shared = { tag: "Besoins", audience: "signed-in", output: needOutput } as const;

  api.call({
    ...shared,
    method: "post",
    path: "/needs",
    summary: "Écrire un besoin (brouillon)",
    body: needInput,
    status: 201,
    answer: async (context, { body }) => one(await postNeed(context, body)),
  });
  api.call({
    ...shared,
    method: "get",
    path: "/needs",
    summary: "Les besoins de mes structures ; tous, pour un conseiller",
    limit: limits.search,
    query: listQuery,
    output: listOutput(needOutput, {
      nearest: z.boolean().describe("Aucun besoin ne contient tous les mots : voici les plus proches"),
      degraded: z.boolean().describe("Le moteur de recherche ne répond pas : la base de données le remplace"),
    }),
    answer: async (context, { query }) => {
      const { items, total, nearest, degraded } = await listNeeds(context, query);
      return { items: await named(items), total, page: query.page, pageSize: PAGE_SIZE, nearest, degraded };
    },
  });
  api.call({
    ...shared,
    method: "get",
    path: "/needs/{id}",
    summary: "Un besoin",
    params: needId,
    answer: async (context, { params }) => one(await getNeed(context, params.id)),
  });
  api.call({
    ...shared,
    method: "patch",
    path: "/needs/{id}",
    summary: "Modifier un besoin",
    params: needId,
    body: needChange,
    answer: async (context, { params, body }) => one(await editNeed(context, params.id, body)),
  });
  api.call({
    method: "delete",
    path: "/needs/{id}",
    tag: shared.tag,
    audience: shared.audience,
    summary: "Supprimer un brouillon",
    params: needId,
    body: submitInput,
    output: z.object({ id: z.string() }),
    answer: async (context, { params, body }) => ({
      id: (await deleteDraft(context, params.id, body.version))._id,
    }),
  });

  const move = <B extends z.ZodType>(
    action: string,
    summary: string,
    body: B,
    run: (context: Context, id: string, input: z.output<B>) => Promise<NeedRecord>,
  ) =>
    api.call({
      ...shared,
      method: "post",
      path: `/needs/{id}/${action}`,
      summary,
      params: needId,
      body,
      answer: async (context, input) => one(await run(context, input.params.id, input.body)),
    });
  move("submit", "Envoyer un brouillon aux conseillers", submitInput, (context, id, { version }) =>
    submitNeed(context, id, version),
  );
  move("qualify", "Qualifier un besoin envoyé (conseiller)", qualifyInput, qualifyNeed);
  move("close", "Clore un besoin", closeInput, closeNeed);
  move("reopen", "Rouvrir un besoin clos (conseiller)", reopenInput, reopenNeed);

  api.call({
    ...shared,
    method: "get",
    path: "/needs/{id}/suggestions",
    summary: "Experts, pairs ou dispositifs, classés et expliqués",
    limit: limits.search,
    params: needId,
    query: suggestionsQuery,
    output: suggestionsOutput,
    answer: async (context, { params, query }) => {
      const need = await getNeed(context, params.id);
      const suggestions = await suggestFor(context, need, query);
      void recordShown(context, need, query.kind, suggestions.items);
      // Others are not shown who said no before; advisers are, and what came of it.
      const tells = query.kind !== "funding" && context.actor.adviser;
      const earlier = tells ? (await endedCandidates(need._id))[query.kind as "expert" | "peer"] : undefined;
      return {
        ...presentSuggestions(suggestions, earlier),
        degraded: context.search.degraded === true,
      };
    },
  });
  api.call({
    method: "post",
    path: "/preview",
    tag: "Besoins",
    summary: "Suggestions pour un besoin en cours d’écriture ; rien n’est gardé",
    audience: "everyone",
    limit: limits.search,
    body: previewInput,
    output: previewOutput,
    answer: async (context, { body }) => ({
      ...presentPreview(await previewSuggestions(context, body)),
      degraded: context.search.degraded === true,
    }),
  });
}
