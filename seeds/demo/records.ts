import {
  accountRecord,
  auditRecords,
  expertOwnerRecord,
  expertRecord,
  matchRecord,
  needRecord,
  organisationRecord,
} from "../records.ts";
import { demoAccounts } from "./accounts.ts";
import { demoExperts } from "./experts.ts";
import { demoFunding } from "./funding.ts";
import { realNeeds } from "./needs.ts";
import { demoOrganisations } from "./organisations.ts";
import { editorStory } from "./story.ts";

/**
 * Everything that the demo writes, by collection.
 * @param demoHash of the password of the demo accounts
 * @param noHash of the accounts behind the experts, which nobody signs in to
 */
export function demoRecords(now: Date, demoHash: string, noHash: string) {
  const organisations = demoOrganisations();
  const experts = demoExperts(now);
  const accounts = demoAccounts();
  const story = editorStory(now);
  const needs = [...realNeeds(now), ...story.needs];

  const demoIds = new Set(accounts.map(({ id }) => id));
  const users = [
    ...accounts.map((account) => accountRecord(account, demoHash, now)),
    ...experts.filter(({ user }) => !demoIds.has(user)).map((expert) => expertOwnerRecord(expert, noHash)),
  ];
  const names = new Map(users.map(({ _id, name }) => [_id, name]));
  const titles = new Map([...experts, ...organisations].map(({ id, name }) => [id, name]));
  const needById = new Map(needs.map((need) => [need.id, need]));
  return {
    organisations: organisations.map((organisation) => organisationRecord(organisation, now)),
    funding: demoFunding().map(({ id, ...scheme }) => ({ _id: id, ...scheme })),
    experts: experts.map(expertRecord),
    needs: needs.map(needRecord),
    matches: story.matches.flatMap((match) => {
      const need = needById.get(match.need);
      return need ? [matchRecord(match, need, titles.get(match.candidate.id) ?? "")] : [];
    }),
    audit: [
      ...needs.flatMap(({ id, history }) => auditRecords("need", id, history, names)),
      ...story.matches.flatMap(({ id, history }) => auditRecords("match", id, history, names)),
    ],
    users,
  };
}
