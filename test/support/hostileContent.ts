import { EDITOR_ORGANISATION, PAIR_ORGANISATION } from "../../seeds/demo/accounts.ts";
import { User } from "../../server/accounts/model.ts";
import { AssignmentRun } from "../../server/assignment/model.ts";
import { startAssignment } from "../../server/assignment/usecases.ts";
import { Audit } from "../../server/audit/model.ts";
import { MATCH_STATUSES } from "../../server/domain/match.ts";
import { NEED_STATUSES } from "../../server/domain/need.ts";
import { VISITOR } from "../../server/domain/policies.ts";
import { Expert } from "../../server/experts/model.ts";
import { Funding } from "../../server/funding/model.ts";
import { Match } from "../../server/matches/model.ts";
import { Need } from "../../server/needs/model.ts";
import { Organisation } from "../../server/organisations/model.ts";
import { newId } from "../../server/storage/id.ts";
import { type TestApp, TODAY } from "./app.ts";

/** A word of as many letters as a title may have, an address of 300, a line without a space: what people paste. */
const WORD = "Interculturalité".repeat(10);
const ADDRESS = `https://exemple.test/${"chemin-sans-espace_".repeat(15)}`.slice(0, 300);
const LINE = "Communauté·d’agglomération·de·très·long·nom·".repeat(3);
const mailOf = (id: string): string =>
  `${id}.${"l".repeat(38)}@${"domaine".repeat(8)}.${"sous".repeat(10)}.example`;

const title = (text: string): string => `${WORD.slice(0, 100)} ${text}`.slice(0, 160);
const prose = (text: string): string => `${text}\n${ADDRESS}\n${WORD}`;

type Document = Record<string, unknown> & { _id: string };
type Changed = {
  updateOne: (where: { _id: string }, change: { $set: Record<string, unknown> }) => Promise<unknown>;
};

/** Rewrites every record of a collection. */
async function rewrite(
  collection: { find: (where: object) => unknown },
  change: (record: Document) => Record<string, unknown>,
) {
  const { collection: raw } = collection as unknown as {
    collection: Changed & { find: (where: object) => { toArray: () => Promise<Document[]> } };
  };
  const records = await raw.find({}).toArray();
  for (const record of records) await raw.updateOne({ _id: record._id }, { $set: change(record) });
}

/**
 * The demo as the worst of its users could have filled it: every text of every record at the length that its field allows and
 * without a place to break, and one match and one need in each state between the demo's own people.
 */
export async function fillWithHostileContent({ services }: TestApp): Promise<void> {
  await everyState();
  await rewrite(Organisation, (record) => ({
    name: String(record.name).length % 2 ? title(String(record.name)) : LINE,
    cooperations: (record.cooperations as Document[]).map((one) => ({
      ...one,
      partner: WORD,
      summary: prose(String(one.summary)),
    })),
  }));
  await rewrite(Expert, (record) => ({
    name: WORD.slice(0, 120),
    headline: WORD.slice(0, 140),
    bio: prose(String(record.bio)),
    skills: [...(record.skills as string[]), WORD.slice(0, 60)],
    contact: { email: mailOf(record._id.slice(-6)), phone: "+22901970000000" },
    sentBackNote: prose(""),
  }));
  await rewrite(Need, (record) => ({
    title: title(String(record.title)),
    description: prose(String(record.description)),
  }));
  await rewrite(Match, (record) => ({
    needTitle: WORD,
    candidate: { ...(record.candidate as object), title: WORD.slice(0, 120) },
  }));
  await rewrite(Audit, () => ({
    actorName: WORD.slice(0, 120),
    note: prose("Mot"),
    fileNote: prose("Dossier"),
  }));
  await rewrite(Funding, (record) => ({
    name: title(String(record.name)),
    funder: WORD,
    summary: prose(String(record.summary)),
    documents: [WORD, ADDRESS],
    regions: [WORD],
    url: ADDRESS,
    sources: [{ url: ADDRESS, holdsFor: WORD }],
  }));
  await rewrite(User, (record) => ({
    name: WORD.slice(0, 120),
    ...(/@demo\.example$/.test(String(record.email)) ? {} : { email: mailOf(record._id.slice(-6)) }),
  }));
  const adviser = { ...VISITOR, id: newId(), name: WORD.slice(0, 120), adviser: true };
  const context = { ...services.dependencies, actor: adviser };
  await (await startAssignment(context, { most: 1, least: 20, wanted: 1 })).ended;
  await AssignmentRun.updateOne({ _id: "current" }, { byName: WORD.slice(0, 120) });
}

/** A need of the demo's town and a match of it with each of its candidates, in every state. */
async function everyState(): Promise<void> {
  const asker = await User.findOne({ email: "collectivite@demo.example" }).lean();
  const expert = await User.findOne({ email: "expert@demo.example" }).lean();
  const profile = await Expert.findOne({ user: expert?._id ?? "" }).lean();
  const times = { statusSince: TODAY, createdAt: TODAY, updatedAt: TODAY };
  const author = asker?._id ?? "";
  const needs = NEED_STATUSES.map((status) => ({
    ...{
      _id: newId(),
      organisation: EDITOR_ORGANISATION,
      author,
      status,
      title: "Réparer les forages de Natitingou",
    },
    ...{ description: "Douze forages en panne.", outcome: status === "closed" ? ("met" as const) : null },
    ...times,
  }));
  await Need.insertMany(needs);
  const need = needs[1]?._id ?? "";
  const matches = MATCH_STATUSES.flatMap((status) =>
    [
      { kind: "expert" as const, id: profile?._id ?? "", title: "…" },
      { kind: "peer" as const, id: PAIR_ORGANISATION, title: "…" },
    ].map((candidate) => ({
      ...{ _id: newId(), need, needTitle: "…", needOrganisation: EDITOR_ORGANISATION, candidate, status },
      ...{ requestedBy: author, mission: { from: "2027-02-01", to: "2027-02-05", mode: null } },
      ...times,
    })),
  );
  await Match.insertMany(matches);
  await Audit.insertMany(
    [
      ...needs.map(({ _id }) => ({ type: "need" as const, id: _id })),
      ...matches.map(({ _id }) => ({ type: "match" as const, id: _id })),
    ].map((subject) => ({
      _id: newId(),
      at: TODAY,
      actor: author,
      actorName: "…",
      subject,
      action: "create",
    })),
  );
  await User.updateOne(
    { _id: expert?._id },
    { seats: [{ organisation: EDITOR_ORGANISATION, role: "editor", status: "pending", askedAt: TODAY }] },
  );
}
