import type { Api } from "../http/api.ts";
import type { Limits } from "../http/limits.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { whoAmI } from "./people.ts";
import { presentMe } from "./present.ts";
import { credentials, meOutput, tokenOutput } from "./schema.ts";
import { createApiToken } from "./usecases.ts";

export function accountCalls(api: Api, limits: Limits): void {
  api.call({
    method: "post",
    path: "/tokens",
    tag: "Compte",
    summary: "Obtenir un jeton",
    audience: "everyone",
    limit: limits.signIn,
    body: credentials,
    output: tokenOutput,
    answer: (context, { body }) => createApiToken(context, body),
  });
  api.call({
    method: "get",
    path: "/me",
    tag: "Compte",
    summary: "Qui je suis, et au nom de qui j’agis",
    audience: "signed-in",
    output: meOutput,
    answer: async (context) => {
      const me = await whoAmI(context);
      return presentMe(me, await organisationNames(me.actor.seats.map((seat) => seat.organisation)));
    },
  });
}
