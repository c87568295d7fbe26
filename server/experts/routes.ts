import { z } from "zod";
import { type Api, listOutput } from "../http/api.ts";
import { id } from "../http/fields.ts";
import type { Limits } from "../http/limits.ts";
import { PAGE_SIZE, searchDirectory } from "./directory.ts";
import { presentExpert } from "./present.ts";
import { directoryQuery, expertInput, expertOutput } from "./schema.ts";
import { getExpert, saveOwnExpert } from "./usecases.ts";

export function expertCalls(api: Api, limits: Limits): void {
  api.call({
    method: "get",
    path: "/experts",
    tag: "Experts",
    summary: "L’annuaire des experts, avec ses facettes",
    audience: "everyone",
    limit: limits.search,
    query: directoryQuery,
    output: listOutput(expertOutput, {
      facets: z.record(z.string(), z.record(z.string(), z.number())),
      nearest: z.boolean().describe("Aucun profil ne contient tous les mots : voici les plus proches"),
      degraded: z.boolean().describe("Le moteur de recherche ne répond pas : rien n’est compté"),
    }),
    answer: async (context, { query }) => {
      const { records, hits, counted, ...list } = await searchDirectory(context, query);
      return { items: records.map(presentExpert), page: query.page, pageSize: PAGE_SIZE, ...list };
    },
  });
  api.call({
    method: "put",
    path: "/experts/me",
    tag: "Experts",
    summary: "Créer ou modifier mon profil",
    audience: "signed-in",
    body: expertInput,
    output: expertOutput,
    answer: async (context, { body }) => presentExpert(await saveOwnExpert(context, body)),
  });
  api.call({
    method: "get",
    path: "/experts/{id}",
    tag: "Experts",
    summary: "Un profil",
    audience: "everyone",
    params: z.strictObject({ id }),
    output: expertOutput,
    answer: async (context, { params }) => presentExpert(await getExpert(context, params.id)),
  });
}
