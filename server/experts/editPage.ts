import type { Request, Response } from "express";
import { historyOf } from "../audit/usecases.ts";
import { completeness } from "../domain/expert.ts";
import { cleanLine } from "../domain/typedText.ts";
import {
  EXPERT_KIND_LABELS,
  EXPERT_KINDS,
  LANGUAGE_LEVELS,
  MODE_LABELS,
  MODES,
} from "../domain/vocabulary.ts";
import { frenchDate } from "../http/format.ts";
import {
  asList,
  asNumber,
  asPeriod,
  asText,
  form,
  NO_REFUSAL,
  orAbsent,
  orNull,
  type Posted,
  postedFields,
  type Refusal,
} from "../http/forms.ts";
import { renderFragment, renderPage } from "../http/render.ts";
import { searchOrganisationChoices } from "../organisations/choices.ts";
import { visibleOrganisation } from "../organisations/usecases.ts";
import { blankProfile, fieldsOfProfile } from "./formFields.ts";
import { expertContent } from "./matchable.ts";
import type { ExpertRecord } from "./model.ts";
import { expertPermissions, presentDeparture } from "./present.ts";
import { expertInput } from "./schema.ts";
import { moveExpert, refuseIncomplete } from "./transitions.ts";
import { ownExpert, saveOwnExpert } from "./usecases.ts";

const rowsOf = (value: unknown): Posted[] =>
  value && typeof value === "object" ? (Object.values(value) as Posted[]) : [];
const filledLanguages = (value: unknown): Posted[] =>
  rowsOf(value).filter((row) => orAbsent(row?.code) !== undefined);
const filledPeriods = (value: unknown): unknown[] =>
  rowsOf(value)
    .map(asPeriod)
    .filter((period) => period !== null);

/** Employers to choose from: the one that is named already, then those that the search finds. */
async function employerChoices(
  context: Express.Locals["context"],
  current: unknown,
  searched: string,
): Promise<{ value: string; label: string }[]> {
  const employer =
    typeof current === "string" && current ? await visibleOrganisation(context, current) : null;
  const found = await searchOrganisationChoices(context, searched);
  return [
    ...(employer ? [{ value: employer._id, label: employer.name }] : []),
    // A key of the register has no record yet: an employer must be one that the bourse knows.
    ...found
      .filter(({ choice }) => !choice.includes(":") && choice !== employer?._id)
      .map(({ choice, name }) => ({ value: choice, label: name })),
  ];
}

function presentOwn(record: ExpertRecord) {
  const { _id: id, status, version, sentBackNote, confirmation } = record;
  const upToDate = status === "published" ? frenchDate(record.updatedAt) : null;
  return { id, status, version, sentBackNote, upToDate, confirmation: confirmation ?? null };
}

const presentCompleteness = ({ percent, items }: ReturnType<typeof completeness>) => ({
  percent,
  weights: Object.fromEntries(items.map(({ field, weight }) => [field, weight])),
  missing: items.filter((item) => !item.done).map(({ label, field }) => ({ label, href: `#${field}` })),
});

/** The editor of the own profile, as it was saved or as it was typed and refused. */
export async function editor(
  request: Request,
  response: Response,
  refused: Refusal & { fields?: Posted; message?: string } = NO_REFUSAL,
): Promise<void> {
  const { context } = response.locals;
  const record = await ownExpert(context);
  const user = request.user?.user;
  const filled = refused.fields ?? fieldsOfProfile(record, user?.name ?? "", user?.phone ?? null);
  const searched = filled.employeur ?? request.query.employeur;
  const employerQuery = asText(searched).slice(0, 160);
  const saved = completeness(record ? expertContent(record) : blankProfile());
  const typed = refused.fields ? completeness(typedProfile(refused.fields)) : saved;
  await renderPage(request, response, "experts/edit", {
    title: "Mon profil",
    record: record ? presentOwn(record) : null,
    permissions: record ? expertPermissions(context.actor, record) : null,
    departure: record ? presentDeparture(record, await historyOf({ type: "expert", id: record._id })) : null,
    submittable: record === null || record.status === "draft",
    // Rows that were left empty are not sent, so the places of errors count without them.
    filled: {
      ...filled,
      languages: filledLanguages(filled.languages),
      availability: filledPeriods(filled.availability),
    },
    employers: await employerChoices(context, filled.organisation, employerQuery),
    employerQuery,
    completeness: presentCompleteness(typed),
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

/** One skill a line, or between commas. */
const skillsIn = (written: unknown): string[] =>
  String(written ?? "")
    .split(/[\n,;]+/)
    .map(cleanLine)
    .filter(Boolean);

/** Browser fields of the editor → the input of its schema. Empty rows of a list are left out. */
function readProfile(fields: Posted): unknown {
  const { send, employeur, ...rest } = fields;
  return {
    ...rest,
    skills: skillsIn(rest.skills),
    themes: asList(rest.themes),
    countries: asList(rest.countries),
    modes: asList(rest.modes),
    languages: filledLanguages(rest.languages),
    availability: filledPeriods(rest.availability),
    organisation: orNull(rest.organisation),
    departement: orNull(rest.departement),
    phone: orNull(rest.phone),
    missionsPerYear: asNumber(rest.missionsPerYear),
    yearsOfExperience: asNumber(rest.yearsOfExperience),
    version: asNumber(orAbsent(rest.version)),
  };
}

/** What counts in a profile's completeness, of a form that is still being filled in: what is not right yet counts as it stands. */
function typedProfile(fields: Posted): Parameters<typeof completeness>[0] {
  return {
    headline: asText(fields.headline),
    bio: asText(fields.bio),
    skills: skillsIn(fields.skills),
    themes: asList(fields.themes),
    countries: asList(fields.countries),
    modes: asList(fields.modes),
    languages: filledLanguages(fields.languages),
    availability: filledPeriods(fields.availability),
  };
}

/** How complete the profile is as it is typed, for the script of the form: the part of the page that says so. */
export async function showCompleteness(request: Request, response: Response): Promise<void> {
  const record = await ownExpert(response.locals.context);
  await renderFragment(response, "experts/completeness", {
    completeness: presentCompleteness(completeness(typedProfile(postedFields(request)))),
    submittable: record === null || record.status === "draft",
  });
}

const saveOrSubmit = form({
  schema: expertInput,
  read: readProfile,
  act: async (context, input, request) => {
    const submits = postedFields(request).send === "submit";
    // Before anything is saved: a form that comes back must still hold the version that it saw.
    if (submits) refuseIncomplete(input);
    const saved = await saveOwnExpert(context, input);
    if (!submits) {
      return { to: "/mon-profil", flash: { kind: "success", text: "Votre profil est enregistré." } };
    }
    const owner = { ...context, actor: { ...context.actor, expert: saved._id } };
    await moveExpert(owner, { id: saved._id, action: "submit" });
    return {
      to: `/experts/${saved._id}`,
      flash: { kind: "success", text: "Votre profil est envoyé. Un conseiller CUF va le lire." },
    };
  },
  again: editor,
});

/** The editor's form is posted: to look for an employer, to be saved, or to be sent to the advisers. */
export async function postProfile(...handled: Parameters<typeof saveOrSubmit>): Promise<void> {
  const [request, response] = handled;
  const fields = postedFields(request);
  if (fields.send === "employer") return editor(request, response, { ...NO_REFUSAL, fields });
  await saveOrSubmit(...handled);
}
