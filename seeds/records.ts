import type { UserRecord } from "../server/accounts/model.ts";
import type { AuditRecord, AuditSubject } from "../server/audit/model.ts";
import { canonicalPhone } from "../server/contact/phoneNumber.ts";
import { OPEN_MATCH_STATUSES } from "../server/domain/match.ts";
import { cleanLine } from "../server/domain/typedText.ts";
import type { ExpertRecord } from "../server/experts/model.ts";
import type { MatchRecord } from "../server/matches/model.ts";
import type { NeedRecord } from "../server/needs/model.ts";
import type { OrganisationRecord } from "../server/organisations/model.ts";
import type { SeedAccount } from "./demo/accounts.ts";
import type { SeedExpert } from "./demo/experts.ts";
import type { SeedNeed, SeedStep } from "./demo/needs.ts";
import type { SeedOrganisation } from "./demo/organisations.ts";
import type { SeedMatch } from "./demo/story.ts";
import { seedId } from "./seedId.ts";

/** Seeds as the store keeps them: every field is there, so that they can be written without a model's defaults. */

export function organisationRecord(
  { id, key: _key, ...rest }: SeedOrganisation,
  now: Date,
): OrganisationRecord {
  return { _id: id, ...rest, verified: true, createdAt: now };
}

export function accountRecord(account: SeedAccount, passwordHash: string, now: Date): UserRecord {
  const { id, email, name, phone, organisation, adviser, admin } = account;
  const seat = { role: "editor", status: "active", askedAt: now } as const;
  return {
    _id: id,
    email,
    name: cleanLine(name),
    phone: phone && canonicalPhone(phone),
    passwordHash,
    emailConfirmedAt: now,
    mailRefused: null,
    passwordChangedAt: null,
    seats: organisation ? [{ organisation, ...seat }] : [],
    adviser,
    asExpert: false,
    admin,
    createdAt: now,
  };
}

/** The account behind a profile. */
export function expertOwnerRecord(expert: SeedExpert, passwordHash: string): UserRecord {
  const { user: id, email, name, phone, createdAt } = expert;
  const account = { id, email, name, phone, organisation: null, role: "", adviser: false, admin: false };
  return accountRecord(account, passwordHash, createdAt);
}

export function expertRecord({ id, key: _key, email, phone, ...rest }: SeedExpert): ExpertRecord {
  return {
    _id: id,
    ...rest,
    version: 1,
    contact: { email, phone: canonicalPhone(phone) },
    engagedByYear: {},
    sentBackNote: null,
    confirmation: null,
    statusSince: rest.publishedAt ?? rest.updatedAt,
  };
}

export function needRecord({ id, key: _key, history, ...rest }: SeedNeed): NeedRecord {
  const last = history.at(-1)?.at ?? rest.createdAt;
  return {
    _id: id,
    dismissed: [],
    privateTo: null,
    ...rest,
    version: history.length,
    statusSince: last,
    updatedAt: last,
  };
}

/** @param title the candidate's name */
export function matchRecord(match: SeedMatch, need: SeedNeed, title: string): MatchRecord {
  const { id, candidate, status, requestedBy, createdAt, history } = match;
  const last = history.at(-1)?.at ?? createdAt;
  return {
    _id: id,
    need: need.id,
    needTitle: need.title,
    needOrganisation: need.organisation,
    candidate: { ...candidate, title },
    status,
    version: history.length,
    ...(OPEN_MATCH_STATUSES.includes(status)
      ? { openKey: `${need.id}:${candidate.kind}:${candidate.id}` }
      : { endReason: history.at(-1)?.reason ?? null }),
    requestedBy,
    shown: null,
    mission: null,
    missionAgreedBy: [],
    remindedAtDays: [],
    statusSince: last,
    createdAt,
    updatedAt: last,
  };
}

/** The trail of a seeded life. */
export function auditRecords(
  type: AuditSubject["type"],
  id: string,
  history: SeedStep[],
  names: ReadonlyMap<string, string>,
): AuditRecord[] {
  return history.map(({ at, by, action, from, to, reason = null, note = null }, index) => ({
    _id: seedId("audit", `${type}:${id}:${index}`),
    at,
    actor: by,
    actorName: names.get(by) ?? "",
    subject: { type, id },
    action,
    from,
    to,
    reason,
    note,
    fileNote: null,
  }));
}
