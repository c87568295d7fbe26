import { frenchDay } from "../domain/days.ts";
import { type Part, refuseTransition, type Transition } from "../domain/life.ts";
import { type Dismissable, readDismissed } from "../domain/matching/understanding/dismissed.ts";
import {
  NEED_LIFE,
  NEED_OUTCOME_LABELS,
  NEED_STATUS_LABELS,
  type NeedAction,
  type NeedStatus,
  OPEN_NEED_STATUSES,
  whoActsOnNeed,
} from "../domain/need.ts";
import { type Actor, can, partsInNeed } from "../domain/policies.ts";
import type { Group } from "../domain/reference.ts";
import {
  EXPERT_KIND_LABELS,
  type ExpertKind,
  MODE_LABELS,
  type Mode,
  NEED_KIND_LABELS,
  type NeedKind,
  type Period,
} from "../domain/vocabulary.ts";
import { frenchPeriod, since, unbroken } from "../http/format.ts";
import type { presentUnderstood } from "../matching/present.ts";
import type { OrganisationRecord } from "../organisations/model.ts";
import type { Labels } from "../reference/labels.ts";
import type { FormField } from "./merge.ts";
import type { NeedRecord } from "./model.ts";
import { MAX_THEMES } from "./schema.ts";

/** A need as the API gives it: the fields of the judged sets, and what the server adds. */
export function presentNeed(record: NeedRecord, organisationName: string) {
  const { title, description, kinds, themes, countries, odd, languages, period, mode } = record;
  const { organisation, status, version, outcome } = record;
  return {
    id: record._id,
    organisation,
    organisationName,
    ...{ status, version, outcome },
    ...{ title, description, kinds, themes, countries, odd, languages, period, mode },
    dismissed: record.dismissed ?? [],
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}

const FIELD_LABELS: Record<FormField, string> = {
  title: "Titre",
  description: "Ce qu’il vous faut",
  kinds: "Vous cherchez",
  themes: "Thèmes",
  countries: "Pays",
  odd: "Objectifs de développement durable",
  languages: "Langues de travail",
  period: "Période",
  mode: "Comment",
  dismissed: "Ce que vous avez écarté",
};

/** "titre, pays": fields in the middle of a sentence. */
export const fieldsInWords = (fields: FormField[]): string =>
  fields.map((field) => `« ${FIELD_LABELS[field]} »`).join(", ");

/** One field of a need in words, for who compares two of its texts; empty where nothing is said. */
export function presentField(
  field: FormField,
  value: unknown,
  labels: Labels,
): { label: string; text: string } {
  const codes = (of: (code: string) => string) =>
    Array.isArray(value) ? value.map((code) => of(String(code))).join(", ") : "";
  const texts: Partial<Record<FormField, () => string>> = {
    kinds: () => codes((code) => NEED_KIND_LABELS[code as keyof typeof NEED_KIND_LABELS]),
    themes: () => codes(labels.theme),
    countries: () => codes(labels.country),
    odd: () => codes((number) => `ODD ${number}`),
    languages: () => codes(labels.language),
    period: () => (value ? frenchPeriod(value as Period) : ""),
    mode: () => (value ? MODE_LABELS[value as keyof typeof MODE_LABELS] : ""),
    dismissed: () =>
      presentDismissed(Array.isArray(value) ? value.map(String) : [], { themes: [], countries: [] }, labels)
        .map(({ label }) => label)
        .join(", "),
  };
  return { label: FIELD_LABELS[field], text: texts[field]?.() ?? String(value ?? "") };
}

/** What a need waits for from this very person, or null. */
function yourTurn({ status }: NeedRecord, parts: Part[]): string | null {
  if (status === "submitted" && parts.includes("adviser")) return "À vous de le qualifier";
  if (status === "draft" && parts.includes("editor")) return "À vous de l’envoyer";
  if (status === "qualified" && parts.includes("editor")) return "À vous de choisir qui rencontrer";
  return null;
}

/** A need as a line of a list: what, whose, where it is, since when, who must act. */
export function presentNeedRow(record: NeedRecord, organisationName: string, now: Date, actor: Actor) {
  const yours = yourTurn(record, partsInNeed(actor, record));
  const waits = record.privateTo
    ? "À envoyer une fois votre rattachement confirmé"
    : whoActsOnNeed(record.status);
  return {
    href: record.status === "draft" ? `/besoins/${record._id}/modifier` : `/besoins/${record._id}`,
    title: unbroken(record.title),
    organisation: organisationName,
    status: { code: record.status, label: NEED_STATUS_LABELS[record.status] },
    since: since(record.statusSince, now),
    acts: yours ?? (record.status === "closed" ? null : waits),
    yours: yours !== null,
  };
}

/** An inference at least this sure is offered already ticked to the adviser who qualifies the need. */
const OFFERED = 0.85;

/** The fields of the adviser's form before anything is typed: what the author ticked, else what was read in the text. */
export function presentQualifying(record: NeedRecord, read: ReturnType<typeof presentUnderstood>) {
  const codes = (declared: string[], inferred: typeof read.themes) =>
    declared.length > 0
      ? declared
      : inferred.filter(({ confidence }) => confidence >= OFFERED).map(({ code }) => code);
  return {
    // Of these, four in five are right: measured on needs whose authors had ticked them.
    kinds: record.kinds.length > 0 ? record.kinds : read.kinds.map(({ code }) => code),
    themes: codes(record.themes, read.themes).slice(0, MAX_THEMES),
    countries: codes(record.countries, read.countries),
  };
}

/** Working groups of CUF that the need's countries and themes point at: where to ask when nobody fits. */
export function presentGroups(groups: Group[], read: ReturnType<typeof presentUnderstood>): string[] {
  const countries = new Set(read.countries.map(({ code }) => code));
  const themes = new Set<string>(read.themes.map(({ code }) => code));
  return groups
    .filter(({ confirmed, status }) => confirmed && status !== "historique")
    .filter(
      (group) =>
        group.countries.some((code) => countries.has(code)) || group.themes.some((code) => themes.has(code)),
    )
    .map(({ name }) => name)
    .slice(0, 3);
}

/** What was said to be read wrongly, with its words, for who may take it back; a box ticked since then wins. */
export function presentDismissed(
  dismissed: readonly string[],
  ticked: { themes: readonly unknown[]; countries: readonly unknown[] },
  labels: Labels,
) {
  const labelOf: Record<Dismissable, (code: string) => string> = {
    theme: labels.theme,
    country: labels.country,
    skill: labels.skill,
    kind: (code) => NEED_KIND_LABELS[code as NeedKind] ?? code,
    language: labels.language,
    mode: (code) => MODE_LABELS[code as Mode] ?? code,
    period: (code) => `Période du ${code.split("/").map(frenchDay).join(" au ")}`,
    "no-country": (code) => `Sauf ${labels.country(code)}`,
    "no-expert": (code) => `Pas : ${(EXPERT_KIND_LABELS[code as ExpertKind] ?? code).toLowerCase()}`,
  };
  return dismissed.flatMap((said) => {
    const read = readDismissed(said);
    const won =
      (read?.kind === "theme" && ticked.themes.includes(read.code)) ||
      (read?.kind === "country" && ticked.countries.includes(read.code));
    return read && !won
      ? [{ said, kind: read.kind, code: read.code, label: labelOf[read.kind](read.code) }]
      : [];
  });
}

const inOneSentence = ([first, ...others]: string[]): string =>
  [first, ...others.map((label) => label.charAt(0).toLowerCase() + label.slice(1))]
    .filter(Boolean)
    .join(", ");

/** Characters of a text that are read at once on a phone; what is a little longer is not worth a fold. */
const OPENING = 240;
const FOLDED_FROM = 400;

/** A long text as what is read at once and what is unfolded, cut between two sentences or, where there are none, two words. */
export function beginningOf(text: string): { opening: string; rest: string | null } {
  if (text.length <= FOLDED_FROM) return { opening: text, rest: null };
  const within = text.slice(0, OPENING);
  const sentence = Math.max(...[". ", ".\n", "\n\n"].map((end) => within.lastIndexOf(end)));
  const cut =
    sentence > OPENING / 3 ? sentence + 1 : within.lastIndexOf(" ") > 0 ? within.lastIndexOf(" ") : OPENING;
  return { opening: text.slice(0, cut).trimEnd(), rest: text.slice(cut).trimStart() };
}

/** A need as its own page shows it, with French words for every code. */
export function presentNeedPage(record: NeedRecord, organisation: OrganisationRecord, labels: Labels) {
  return {
    ...presentNeed(record, organisation.name),
    title: unbroken(record.title),
    ...beginningOf(unbroken(record.description)),
    statusLabel: NEED_STATUS_LABELS[record.status],
    outcomeLabel: record.outcome ? NEED_OUTCOME_LABELS[record.outcome] : null,
    askedBy: { href: `/collectivites/${organisation._id}`, title: organisation.name },
    kindsText: inOneSentence(record.kinds.map((code) => NEED_KIND_LABELS[code])),
    themeChips: record.themes.map((code) => ({ kind: "theme", code, label: labels.theme(code) })),
    countryChips: record.countries.map((code) => ({ kind: "country", label: labels.country(code) })),
    languageLabels: record.languages.map(labels.language),
    periodText: record.period ? frenchPeriod(record.period) : null,
    modeText: record.mode ? MODE_LABELS[record.mode] : null,
  };
}

const WAY = ["draft", "submitted", "qualified", "in-progress", "closed"] as const;
const WAY_LABELS = { ...NEED_STATUS_LABELS, draft: "Écrit" };

/** Who must act now, said to the person who reads. */
function whatNow({ status, outcome }: NeedRecord, { request, shortlist, qualify }: NeedPermissions): string {
  if (status === "submitted" && qualify) return "À vous de le qualifier.";
  if (status === "submitted")
    return "Un conseiller CUF va le qualifier. Sans attendre, vous pouvez choisir qui rencontrer.";
  if (status === "qualified" && request && !shortlist) return "À vous de choisir qui rencontrer.";
  if (status === "closed" && outcome) return `${NEED_OUTCOME_LABELS[outcome]}.`;
  return `${whoActsOnNeed(status)}.`;
}

/** The life line of a need: what is done, where it is, who must act, since when. */
export function presentNeedSteps(record: NeedRecord, permissions: NeedPermissions, now: Date) {
  const at = WAY.indexOf(record.status);
  const { iso, text } = since(record.statusSince, now);
  return {
    label: "Où en est ce besoin",
    steps: WAY.map((status, index) => ({
      label: WAY_LABELS[status],
      state: index < at ? "done" : index === at ? "current" : "upcoming",
    })),
    now: {
      code: record.status,
      label: NEED_STATUS_LABELS[record.status],
      text: whatNow(record, permissions),
      since: { iso, text },
    },
  };
}

/** What the actor may do with a need: read by the page to show or hide its controls. */
export function needPermissions(actor: Actor, need: NeedRecord) {
  const parts = partsInNeed(actor, need);
  const may = (action: NeedAction) =>
    refuseTransition(NEED_LIFE[action] as Transition<NeedStatus>, need.status, parts) === null;
  return {
    edit: can(actor, "need.edit", need),
    qualify: may("qualify"),
    close: may("close"),
    reopen: may("reopen"),
    request: can(actor, "match.request", need) && OPEN_NEED_STATUSES.includes(need.status),
    /** An adviser who is not of the organisation puts a candidate aside for it instead of asking. */
    shortlist: !parts.includes("editor"),
    adviser: actor.adviser,
  };
}
export type NeedPermissions = ReturnType<typeof needPermissions>;
