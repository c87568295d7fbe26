import { type Request, type Response, Router } from "express";
import { notFound } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import {
  asList,
  asNumber,
  button,
  form,
  idOf,
  NO_REFUSAL,
  orNull,
  type Posted,
  type Refusal,
} from "../http/forms.ts";
import { redirectWith, renderPage } from "../http/render.ts";
import {
  addCooperation,
  changeCooperation,
  cooperationsToEdit,
  type KeyedCooperation,
  removeCooperation,
} from "./cooperations.ts";
import { yearsOf } from "./present.ts";
import { cooperationInput } from "./schema.ts";

const listOfCooperations = (request: Request) => `/collectivites/${idOf(request)}/cooperations`;
const keyOf = (request: Request) => String(request.params.cooperation);

type Shown = Refusal & { fields?: Posted; message?: string };

const asFields = (one: KeyedCooperation): Posted => ({
  ...one,
  since: one.since ?? "",
  until: one.until ?? "",
});

async function list(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const { organisation, cooperations } = await cooperationsToEdit(context, idOf(request));
  await renderPage(request, response, "organisations/cooperations", {
    title: `Coopérations de ${organisation.name}`,
    organisation: { href: `/collectivites/${organisation._id}`, title: organisation.name },
    here: listOfCooperations(request),
    cooperations: cooperations.map((one) => ({
      href: `${listOfCooperations(request)}/${one.key}`,
      partner: one.partner,
      said: [
        context.labels.country(one.country),
        yearsOf(one.since, one.until),
        ...one.themes.map(context.labels.theme),
      ].join(", "),
    })),
  });
}

/** @param key of the cooperation that is written anew; null for a new one */
async function edit(
  request: Request,
  response: Response,
  key: string | null,
  refused: Shown = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const { organisation, cooperations } = await cooperationsToEdit(context, idOf(request));
  const here = listOfCooperations(request);
  const one = cooperations.find((known) => known.key === key);
  if (key !== null && !one && !refused.fields) {
    const text = "Cette coopération a été modifiée ou retirée entre-temps.";
    return redirectWith(request, response, here, { kind: "warning", text });
  }
  await renderPage(request, response, "organisations/cooperation", {
    title: one ? `Coopération avec ${one.partner}` : "Ajouter une coopération",
    place: `${here}/${key ?? "nouvelle"}`,
    organisation: { href: `/collectivites/${organisation._id}`, title: organisation.name },
    here,
    key,
    partner: one?.partner ?? null,
    filled: refused.fields ?? (one ? asFields(one) : {}),
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    themeOptions: context.labels.themes.map((choice) => ({ ...choice, themeCode: choice.value })),
    countryOptions: context.labels.countries,
  });
}

const read = ({ partner, country, themes, since, until, summary }: Posted) => ({
  partner,
  country,
  themes: asList(themes),
  since: asNumber(orNull(since)),
  until: asNumber(orNull(until)),
  summary: summary ?? "",
});

/** What an organisation says of its cooperations, written by its editors and by advisers: one at a time. */
export function cooperationPages(): Router {
  const router = Router();
  router.use("/collectivites/:id/cooperations", signedInOnly);
  router.get("/collectivites/:id/cooperations", list);
  router.get("/collectivites/:id/cooperations/nouvelle", (request, response) =>
    edit(request, response, null),
  );
  router.post(
    "/collectivites/:id/cooperations/nouvelle",
    form({
      schema: cooperationInput,
      read,
      act: async (context, input, request) => {
        await addCooperation(context, idOf(request), input);
        const text = `La coopération avec ${input.partner} est ajoutée.`;
        return { to: listOfCooperations(request), flash: { kind: "success", text } };
      },
      again: (request, response, refused) => edit(request, response, null, refused),
    }),
  );
  router.param("cooperation", (_request, _response, next, key: string) =>
    next(/^[0-9a-f]{24}$/.test(key) ? undefined : notFound()),
  );
  router.get("/collectivites/:id/cooperations/:cooperation", (request, response) =>
    edit(request, response, keyOf(request)),
  );
  router.post(
    "/collectivites/:id/cooperations/:cooperation",
    form({
      schema: cooperationInput,
      read,
      act: async (context, input, request) => {
        await changeCooperation(context, idOf(request), keyOf(request), input);
        const text = `La coopération avec ${input.partner} est enregistrée.`;
        return { to: listOfCooperations(request), flash: { kind: "success", text } };
      },
      again: (request, response, refused) => edit(request, response, keyOf(request), refused),
    }),
  );
  router.post(
    "/collectivites/:id/cooperations/:cooperation/retirer",
    button(async (context, request) => {
      const partner = await removeCooperation(context, idOf(request), keyOf(request));
      const text = `La coopération avec ${partner} est retirée.`;
      return { to: listOfCooperations(request), flash: { kind: "success", text } };
    }, listOfCooperations),
  );
  return router;
}
