import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoRecords } from "../../seeds/demo/records.ts";
import { generateWorld } from "../../seeds/generate.ts";
import { expertOwnerRecord, expertRecord, needRecord, organisationRecord } from "../../seeds/records.ts";
import { User } from "../../server/accounts/model.ts";
import { Audit } from "../../server/audit/model.ts";
import { canonicalPhone } from "../../server/contact/phoneNumber.ts";
import { plainSigns } from "../../server/domain/typedText.ts";
import { Expert } from "../../server/experts/model.ts";
import { Funding } from "../../server/funding/model.ts";
import { Match } from "../../server/matches/model.ts";
import { Need } from "../../server/needs/model.ts";
import { Organisation } from "../../server/organisations/model.ts";

const NOW = new Date("2026-11-23T09:30:00Z");

/** Records are written without their models' validation, so this is where it happens; a field that the model does not know throws. */
async function expectValid<T>(Model: new (record: T) => { validate(): Promise<void> }, records: T[]) {
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) {
    const document = new Model(record);
    await document.validate();
    // What the model would have added must be there: a default, a cast.
    expect(JSON.parse(JSON.stringify(document))).toEqual(JSON.parse(JSON.stringify(record)));
  }
}

/** Every text in a value, however deep. */
const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

describe("records as the store keeps them", () => {
  const demo = demoRecords(NOW, "$argon2id$demo", "$argon2id$none");
  beforeAll(() => {
    mongoose.set("strict", "throw");
  });
  afterAll(() => {
    mongoose.set("strict", true);
  });

  it("of the demo pass the validation of every model, whole", async () => {
    await expectValid(Organisation, demo.organisations);
    await expectValid(Funding, demo.funding);
    await expectValid(Expert, demo.experts);
    await expectValid(Need, demo.needs);
    await expectValid(Match, demo.matches);
    await expectValid(Audit, demo.audit);
    await expectValid(User, demo.users);
  });

  it("of a generated world do too", async () => {
    const world = await generateWorld({ scale: 40, now: NOW });
    await expectValid(
      Organisation,
      [...world.organisations].flat().map((one) => organisationRecord(one, NOW)),
    );
    await expectValid(Expert, [...world.experts].flat().map(expertRecord));
    await expectValid(
      User,
      [...world.experts].flat().map((one) => expertOwnerRecord(one, "$argon2id$none")),
    );
    await expectValid(Need, [...world.needs].flat().map(needRecord));
  });

  it("hold text as it is kept of what people type, and numbers in their one form", () => {
    for (const text of textsIn(demo)) expect(plainSigns(text)).toBe(text);
    for (const { phone } of demo.users) expect(phone === null || canonicalPhone(phone)).toBe(phone ?? true);
    for (const { contact } of demo.experts) expect(canonicalPhone(contact.phone ?? "")).toBe(contact.phone);
  });

  it("give the demo password to the five demo accounts, and to no one else", () => {
    const signIn = demo.users.filter(({ passwordHash }) => passwordHash === "$argon2id$demo");
    expect(signIn.map(({ email }) => email).sort()).toEqual([
      "admin@demo.example",
      "collectivite@demo.example",
      "conseil@demo.example",
      "expert@demo.example",
      "pair@demo.example",
    ]);
    expect(new Set(demo.users.map(({ email }) => email)).size).toBe(demo.users.length);
    expect(demo.experts.filter(({ user }) => !demo.users.some(({ _id }) => _id === user))).toEqual([]);
  });

  it("name everyone in the trail, and hold an open key only while a match is open", () => {
    expect(demo.audit.filter(({ actorName }) => actorName === "")).toEqual([]);
    for (const { status, openKey } of demo.matches) expect(openKey === undefined).toBe(status === "declined");
    expect(demo.matches.filter(({ candidate }) => candidate.title === "")).toEqual([]);
  });
});
