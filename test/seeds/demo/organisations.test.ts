import { describe, expect, it } from "vitest";
import { EDITOR_ORGANISATION } from "../../../seeds/demo/accounts.ts";
import { findInRegister } from "../../../server/organisations/register.ts";
import { countries, duplicates, groups, organisations, unknown } from "./seeded.ts";

describe("seeded organisations", () => {
  it("are each there once, with known codes", () => {
    expect(duplicates(organisations.map(({ id }) => id))).toEqual([]);
    expect(duplicates(organisations.map(({ country, name }) => `${country} ${name}`))).toEqual([]);
    expect(duplicates(organisations.flatMap(({ siren }) => siren ?? []))).toEqual([]);
    expect(
      unknown(
        organisations.flatMap(({ country, cooperations }) => [
          country,
          ...cooperations.map((c) => c.country),
        ]),
        countries,
      ),
    ).toEqual([]);
    expect(
      unknown(
        organisations.flatMap((organisation) => organisation.groups),
        groups,
      ),
    ).toEqual([]);
  });

  it("agree with the official register on every French authority that it knows", async () => {
    const french = organisations.filter((organisation) => organisation.registerKey);
    expect(french.length).toBeGreaterThan(95);
    for (const { registerKey, name, kind, insee, siren, departement, region, population } of french) {
      expect(await findInRegister(registerKey ?? "")).toMatchObject({
        name,
        kind,
        insee,
        siren,
        departement,
        region,
        population,
      });
    }
  });

  it("carry real cooperations on both sides", () => {
    const french = organisations.filter((organisation) => organisation.country === "FR");
    const abroad = organisations.filter((organisation) => organisation.country !== "FR");
    expect(french).toHaveLength(108);
    expect(abroad.length).toBeGreaterThan(120);
    const ramonville = organisations.find(({ id }) => id === EDITOR_ORGANISATION);
    expect(ramonville).toMatchObject({
      name: "Ramonville-Saint-Agne",
      insee: "31446",
      groups: expect.arrayContaining(["gp-BJ"]),
    });
    expect(ramonville?.cooperations.map(({ partner, theme }) => `${partner} ${theme}`)).toContain(
      "Aplahoué eau-assainissement",
    );
    const aplahoue = organisations.find(({ name }) => name === "Aplahoué");
    expect(aplahoue).toMatchObject({ country: "BJ", kind: "collectivite-etrangere" });
    expect(aplahoue?.cooperations[0]).toMatchObject({
      country: "FR",
      partner: "Ramonville-Saint-Agne",
      since: 2017,
    });
  });

  it("know one city under its several names, and split what is several", () => {
    const names = organisations.filter(({ country }) => country !== "FR").map(({ name }) => name);
    expect(names.filter((name) => name.includes("Cotonou"))).toEqual(["Cotonou"]);
    expect(names.filter((name) => name.includes("Dapaong") && !name.startsWith("Association"))).toEqual([
      "Tône 1 (Dapaong)",
    ]);
    expect(names).toEqual(expect.arrayContaining(["Bohicon", "Mutsamudu", "Gölbaşı", "Besni"]));
    expect(names.filter((name) => /ministère|, puis /i.test(name))).toEqual([]);
  });

  it("sit in the overseas group only where they are overseas", () => {
    const members = organisations.filter((organisation) => organisation.groups.includes("dg-outre-mer"));
    expect(members.length).toBeGreaterThan(3);
    expect(
      unknown(
        members.map(({ region }) => region ?? ""),
        ["01", "02", "03", "04", "06"],
      ),
    ).toEqual([]);
  });
});
