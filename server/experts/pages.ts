import { type Request, type Response, Router } from "express";
import { completeness, EXPERT_LIFE, type ExpertAction } from "../domain/expert.ts";
import {
  EXPERT_KIND_LABELS,
  EXPERT_KINDS,
  LANGUAGE_LEVELS,
  MODE_LABELS,
  MODES,
} from "../domain/vocabulary.ts";
import { notFound } from "../errors.ts";
import { signedInOnly } from "../http/auth.ts";
import {
  asList,
  asNumber,
  asPeriod,
  button,
  form,
  idOf,
  NO_REFUSAL,
  orAbsent,
  orNull,
  type Posted,
  postedFields,
  type Refusal,
} from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderPage } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import {
  organisationIfAny,
  organisationNames,
  searchOrganisationChoices,
} from "../organisations/usecases.ts";
import { FACETS, type FacetName, PAGE_SIZE, searchDirectory } from "./directory.ts";
import { blankProfile, facetGroups, fieldsOfProfile } from "./formFields.ts";
import { expertPermissions, presentExpertCard, presentExpertForPage } from "./present.ts";
import { directoryQuery, expertInput } from "./schema.ts";
import { expertContent, getExpert, moveExpert, ownExpert, saveOwnExpert } from "./usecases.ts";

/** A query as the directory's address holds it, so that pages and sorts keep it. */
function kept(query: ReturnType<typeof parse<typeof directoryQuery>>, without: string[] = []) {
  const { page, ...rest } = query;
  return Object.fromEntries(
    Object.entries(rest).filter(
      ([key, value]) =>
        !without.includes(key) &&
        value !== undefined &&
        value !== "" &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}

const SORT_LABELS = {
  relevance: "Pertinence",
  name: "Nom",
  experience: "Expérience",
  recent: "Les plus récents",
};

async function directory(request: Request, response: Response): Promise<void> {
  const { context } = response.locals;
  const query = parse(directoryQuery, request.query, "query");
  const { records, hits, total, facets } = await searchDirectory(context, query);
  const now = context.clock();
  await renderPage(request, response, "experts/index", {
    title: "Experts",
    query,
    experts: records.map((record, at) => presentExpertCard(record, context.labels, now, hits[at])),
    total,
    page: query.page,
    pageCount: Math.ceil(total / PAGE_SIZE),
    groups: facetGroups(query, facets, context.labels),
    chosen:
      (Object.keys(FACETS) as FacetName[]).reduce((sum, name) => sum + query[name].length, 0) +
      (query.availableFrom || query.availableTo ? 1 : 0),
    kept: kept(query),
    keptForFacets: kept(query, [...Object.keys(FACETS), "availableFrom", "availableTo"]),
    keptForSearch: kept(query, ["q"]),
    keptForSort: kept(query, ["sort"]),
    sortOptions: Object.entries(SORT_LABELS).map(([value, label]) => ({ value, label })),
  });
}

async function editor(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Posted; message?: string } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const record = await ownExpert(context);
  const saved = record ? expertContent(record) : blankProfile();
  const fields =
    refused.fields ??
    fieldsOfProfile(record, request.user?.user.name ?? "", request.user?.user.phone ?? null);
  const employer = record?.organisation ? await organisationIfAny(record.organisation) : null;
  const employerQuery = typeof request.query.employeur === "string" ? request.query.employeur : "";
  const { percent, items } = completeness(saved);
  await renderPage(request, response, "experts/edit", {
    title: "Mon profil",
    record: record
      ? { id: record._id, status: record.status, version: record.version, sentBackNote: record.sentBackNote }
      : null,
    permissions: record ? expertPermissions(context.actor, record) : null,
    submittable: record?.status === "draft",
    filled: fields,
    employers: [
      ...(employer ? [{ value: employer._id, label: employer.name }] : []),
      ...(await searchOrganisationChoices(context, employerQuery))
        .filter((choice) => !choice.choice.includes(":") && choice.choice !== employer?._id)
        .map((choice) => ({ value: choice.choice, label: choice.name })),
    ],
    employerQuery,
    completeness: {
      percent,
      missing: items
        .filter((item) => !item.done)
        .map((item) => ({ label: item.label, href: `#${item.field}` })),
    },
    message: refused.message ?? null,
    problems: refused.problems,
    errorOf: refused.errorOf,
    kindOptions: EXPERT_KINDS.map((value) => ({ value, label: EXPERT_KIND_LABELS[value] })),
    modeOptions: MODES.map((value) => ({ value, label: MODE_LABELS[value] })),
    themeOptions: context.labels.themes.map((choice) => ({ ...choice, themeCode: choice.value })),
    countryOptions: context.labels.countries,
    languageOptions: context.labels.languages,
    levelOptions: LANGUAGE_LEVELS.map((value) => ({ value, label: value })),
    departementOptions: context.labels.departements.map(({ value, label }) => ({
      value,
      label: `${value} ${label}`,
    })),
    skillSuggestions: context.labels.skills.map(({ label }) => label),
  });
}

/** Browser fields of the editor → the input of its schema. Empty rows of a list are left out. */
function readProfile(fields: Posted): unknown {
  const { send, employeur, ...rest } = fields;
  const rows = (value: unknown): Posted[] =>
    value && typeof value === "object" ? (Object.values(value) as Posted[]) : [];
  return {
    ...rest,
    skills: String(rest.skills ?? "")
      .split(/[\n,;]+/)
      .map((skill) => skill.trim())
      .filter(Boolean),
    themes: asList(rest.themes),
    countries: asList(rest.countries),
    modes: asList(rest.modes),
    languages: rows(rest.languages).filter((row) => orAbsent(row.code) !== undefined),
    availability: rows(rest.availability)
      .map(asPeriod)
      .filter((period) => period !== null),
    organisation: orNull(rest.organisation),
    departement: orNull(rest.departement),
    phone: orNull(rest.phone),
    missionsPerYear: asNumber(rest.missionsPerYear),
    yearsOfExperience: asNumber(rest.yearsOfExperience),
    version: asNumber(orAbsent(rest.version)),
  };
}

const DONE: Record<ExpertAction, string> = {
  submit: "Votre profil est envoyé. Un conseiller CUF va le lire.",
  publish: "Le profil est publié.",
  "send-back": "Le profil est renvoyé à son auteur, avec votre message.",
  suspend: "Le profil est suspendu.",
  archive: "Le profil est archivé.",
};

/** The directory, the profiles, the own profile's editor, and the adviser's decisions on a profile. */
export function expertPages(limits: Limits): Router {
  const router = Router();
  router.get("/experts", limits.search, directory);

  router.get("/mon-profil", signedInOnly, (request, response) => editor(request, response));
  router.post(
    "/mon-profil",
    signedInOnly,
    form({
      schema: expertInput,
      read: readProfile,
      act: async (context, input, request) => {
        const saved = await saveOwnExpert(context, input);
        if (postedFields(request).send !== "submit") {
          return { to: "/mon-profil", flash: { kind: "success", text: "Votre profil est enregistré." } };
        }
        const owner = { ...context, actor: { ...context.actor, expert: saved._id } };
        await moveExpert(owner, { id: saved._id, action: "submit" });
        return { to: `/experts/${saved._id}`, flash: { kind: "success", text: DONE.submit } };
      },
      again: editor,
    }),
  );

  router.get("/experts/:id", async (request, response) => {
    const { context } = response.locals;
    const record = await getExpert(context, idOf(request));
    const names = await organisationNames(record.organisation ? [record.organisation] : []);
    const expert = presentExpertForPage(record, context.labels, context.clock());
    await renderPage(request, response, "experts/show", {
      title: expert.name,
      expert,
      employer: record.organisation
        ? { href: `/collectivites/${record.organisation}`, title: names.get(record.organisation) ?? "" }
        : null,
      permissions: expertPermissions(context.actor, record),
    });
  });
  router.post(
    "/experts/:id/:action",
    signedInOnly,
    button(
      async (context, request) => {
        const action = String(request.params.action);
        if (!Object.hasOwn(EXPERT_LIFE, action)) throw notFound();
        const note = String(postedFields(request).note ?? "").slice(0, 1000);
        const id = idOf(request);
        await moveExpert(context, { id, action: action as ExpertAction, note });
        return { to: `/experts/${id}`, flash: { kind: "success", text: DONE[action as ExpertAction] } };
      },
      (request) => `/experts/${idOf(request)}`,
    ),
  );
  return router;
}
