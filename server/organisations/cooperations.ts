import { createHash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { dayOf, yearOf } from "../domain/days.ts";
import { type Cooperation, type GroupedCooperation, mergeThemes } from "../domain/organisation.ts";
import { can } from "../domain/policies.ts";
import { conflict, type FieldError, forbidden, invalid, notFound } from "../errors.ts";
import { queueIndex } from "../jobs/outbox.ts";
import { inTransaction } from "../storage/transaction.ts";
import { Organisation, type OrganisationRecord } from "./model.ts";
import type { CooperationInput } from "./schema.ts";
import { visibleOrganisation } from "./usecases.ts";

/** More than any authority has; the page of an organisation shows them all. */
const MOST = 300;

const KEY_SIGNS = 24;

/** Names a cooperation by all that it says: who acts on what has changed since names nothing any more. */
function keyOf({ themes, ...rest }: GroupedCooperation): string {
  const { partner, country, since, until, summary } = rest;
  const said = JSON.stringify([partner, country, since, until, summary, [...themes].sort()]);
  return createHash("sha256").update(said).digest("hex").slice(0, KEY_SIGNS);
}

export type KeyedCooperation = GroupedCooperation & { key: string };

/** The cooperations of an organisation, each with the key under which it is changed. */
export const keyed = ({ cooperations }: Pick<OrganisationRecord, "cooperations">): KeyedCooperation[] =>
  mergeThemes(cooperations).map((one) => ({ ...one, key: keyOf(one) }));

const gone = () => conflict("version", "Cette coopération a été modifiée ou retirée entre-temps.");

/** An organisation whose cooperations the actor may write, with these, latest first. @throws 403, 404. */
export async function cooperationsToEdit(
  context: Context,
  id: string,
): Promise<{ organisation: OrganisationRecord; cooperations: KeyedCooperation[] }> {
  const organisation = await visibleOrganisation(context, id);
  if (!organisation) throw notFound("Cette structure");
  if (!can(context.actor, "organisation.edit", { id })) {
    throw forbidden("Les référents de cette structure et les conseillers écrivent ses coopérations.");
  }
  return { organisation, cooperations: keyed(organisation) };
}

/** @throws 422 for an unknown country, and for what has not begun: its end may be to come, where one was agreed upon. */
function checkCooperation({ labels, clock }: Context, { country, since }: CooperationInput): void {
  const errors: FieldError[] = [];
  if (!labels.countries.some(({ value }) => value === country)) {
    errors.push({ path: "country", message: "Ce pays n’existe pas." });
  }
  if (since !== null && since > yearOf(dayOf(clock()))) {
    errors.push({ path: "since", message: "Le début ne peut pas être une année à venir." });
  }
  if (errors.length > 0) throw invalid(errors);
}

/** One record a theme, as they are kept. */
function recordsOf({
  themes,
  country,
  partner,
  since,
  until,
  summary,
}: CooperationInput | GroupedCooperation): Cooperation[] {
  return themes.map((theme) => ({ country, partner, theme, since, until, summary }));
}

const same = (a: Cooperation, b: Cooperation): boolean =>
  a.partner === b.partner &&
  a.country === b.country &&
  a.theme === b.theme &&
  a.since === b.since &&
  a.until === b.until &&
  a.summary === b.summary;

/** Writes the list anew as it stands at this moment: two changes at once are done one after the other. */
async function rewrite(
  context: Context,
  id: string,
  action: string,
  change: (now: Cooperation[]) => { cooperations: Cooperation[]; partner: string },
): Promise<void> {
  await cooperationsToEdit(context, id);
  await inTransaction(async (session: ClientSession) => {
    const found = await Organisation.findById(id).session(session).lean();
    if (!found) throw notFound("Cette structure");
    const { cooperations, partner } = change(found.cooperations);
    await Organisation.updateOne({ _id: id }, { $set: { cooperations } }, { session });
    await recordAudit(context, session, {
      subject: { type: "organisation", id },
      action: `cooperation.${action}`,
      note: partner,
    });
    await queueIndex(session, context.clock(), "organisations", id);
  });
  context.wakeOutbox();
}

/** The records of the list without those of one cooperation. @throws 409 where nothing says the same any more. */
function without(list: Cooperation[], key: string): { left: Cooperation[]; removed: KeyedCooperation } {
  const removed = keyed({ cooperations: list }).find((one) => one.key === key);
  if (!removed) throw gone();
  const records = recordsOf(removed);
  return { left: list.filter((one) => !records.some((record) => same(record, one))), removed };
}

const withAdded = (list: Cooperation[], input: CooperationInput): Cooperation[] => {
  const added = recordsOf(input).filter((record) => !list.some((one) => same(record, one)));
  if (added.length === 0) {
    throw invalid([{ path: "partner", message: "Cette coopération est déjà écrite, mot pour mot." }]);
  }
  return [...list, ...added];
};

/** Adds a cooperation. @throws 403, 404, 409 where there are too many, 422. */
export async function addCooperation(context: Context, id: string, input: CooperationInput): Promise<void> {
  checkCooperation(context, input);
  await rewrite(context, id, "add", (now) => {
    if (keyed({ cooperations: now }).length >= MOST) {
      throw conflict("too-many", `Une structure a ${MOST} coopérations au plus.`);
    }
    return { cooperations: withAdded(now, input), partner: input.partner };
  });
}

/** Writes a cooperation anew. @param key of what it said. @throws 403, 404, 409 where it says something else by now, 422. */
export async function changeCooperation(
  context: Context,
  id: string,
  key: string,
  input: CooperationInput,
): Promise<void> {
  checkCooperation(context, input);
  await rewrite(context, id, "change", (now) => {
    const { left, removed } = without(now, key);
    const renamed = removed.partner === input.partner ? "" : ` (écrit auparavant ${removed.partner})`;
    return { cooperations: withAdded(left, input), partner: `${input.partner}${renamed}` };
  });
}

/** Takes a cooperation out. @returns its partner. @throws 403, 404, 409 where it says something else by now. */
export async function removeCooperation(context: Context, id: string, key: string): Promise<string> {
  let partner = "";
  await rewrite(context, id, "remove", (now) => {
    const { left, removed } = without(now, key);
    partner = removed.partner;
    return { cooperations: left, partner };
  });
  return partner;
}
