import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  findInRegister,
  listRegister,
  type RegisterEntry,
  searchRegister,
} from "../../server/organisations/register.ts";
import { ROOT } from "../support/command.ts";

const keys = (entries: RegisterEntry[]) => entries.map((entry) => entry.key);

/** Milliseconds of processor that this process has used: unlike the clock, it does not count what other processes take. */
const processorTime = () => process.cpuUsage().user / 1000;

/** In a process of its own, where nobody has read the register yet: a timer tells how long it was kept waiting. */
const FIRST_READING = `
  require("tsx/cjs/api").register();
  const used = () => process.cpuUsage().user / 1000;
  const { searchRegister } = require("./server/organisations/register.ts");
  let last = used();
  let gap = 0;
  const timer = setInterval(() => { gap = Math.max(gap, used() - last); last = used(); }, 1);
  searchRegister("suresnes").then(() => {
    clearInterval(timer);
    console.log(gap);
  });
`;

describe("the official register", () => {
  it("is read without holding up the event loop for 100 ms", () => {
    const gap = Number(execFileSync("node", ["-e", FIRST_READING], { cwd: ROOT, encoding: "utf8" }));
    expect(gap).toBeGreaterThan(0);
    expect(gap).toBeLessThan(100);
  });

  it("holds today's authorities: 34,000 communes, 1,200 EPCI, and each département or région that governs itself", async () => {
    const all = await listRegister();
    const count = (kind: string) => all.filter((entry) => entry.kind === kind).length;
    expect(count("commune")).toBeGreaterThan(34_000);
    expect(count("epci")).toBeGreaterThan(1_200);
    expect(count("departement")).toBe(95);
    expect(count("region")).toBe(23);
    expect(new Set(keys(all)).size).toBe(all.length);
  });

  it("gives a commune with its codes and its population", async () => {
    expect((await searchRegister("Suresnes"))[0]).toEqual({
      key: "commune:92073",
      name: "Suresnes",
      kind: "commune",
      insee: "92073",
      siren: "219200730",
      departement: "92",
      region: "11",
      population: 48956,
      postcodes: ["92150"],
    });
  });

  it.each([
    ["villeneuve d'ascq", "commune:59009"],
    ["VILLENEUVE-D’ASCQ", "commune:59009"],
    ["St-Etienne", "commune:42218"],
    ["ste foy les lyon", "commune:69202"],
    ["chalon s/saône", "commune:71076"],
    ["ville de Suresnes", "commune:92073"],
    ["Mairie d'Albi", "commune:81004"],
    ["l'haÿ", "commune:94038"],
    ["Faucigny Glières", "epci:200000172"],
    ["communauté de communes faucigny", "epci:200000172"],
    ["agglo castres mazamet", "epci:248100430"],
    ["plaine commune", "epci:200057867"],
    ["ain", "departement:01"],
    ["département de l'Ain", "departement:01"],
    ["Bretagne", "region:53"],
    ["conseil regional de Bretagne", "region:53"],
    ["Conseil départemental du Nord", "departement:59"],
    ["Haut-Rhin", "departement:6AE"],
    ["Mayotte", "departement:976"],
    ["St Denis", "commune:97411"],
    ["SAINT-DENIS", "commune:97411"],
    ["Région Réunion", "region:04"],
    ["l'hay les roses", "commune:94038"],
    ["Noumea", "commune:98818"],
  ])("finds %s", async (text, key) => {
    expect((await searchRegister(text))[0]?.key).toBe(key);
  });

  it("puts the exact name before longer ones, and the larger population before the smaller", async () => {
    const lyon = await searchRegister("lyon", 20);
    expect(lyon[0]?.key).toBe("commune:69123");
    expect(lyon[1]?.key).toBe("epci:200046977");
    const saints = (await searchRegister("saint denis", 5)).filter((entry) => entry.name === "Saint-Denis");
    expect(saints.length).toBeGreaterThan(2);
    const populations = saints.map((entry) => entry.population ?? 0);
    expect(populations).toEqual([...populations].sort((a, b) => b - a));
  });

  it.each([
    ["Évry", "Évry-Courcouronnes", "Évry"],
    ["COURCOURONNES", "Évry-Courcouronnes", "Courcouronnes"],
    ["91182", "Évry-Courcouronnes", "Courcouronnes"],
    ["annecy le vieux", "Annecy", "Annecy-le-Vieux"],
    ["Lomme", "Lille", "Lomme"],
    ["Pierrefitte s/ Seine", "Saint-Denis", "Pierrefitte-sur-Seine"],
    ["Céreste", "Céreste-en-Luberon", "Céreste"],
  ])("leads from %s, merged or renamed, to %s of today", async (text, name, formerly) => {
    expect((await searchRegister(text))[0]).toMatchObject({ name, formerly });
  });

  it("does not take a commune of today for a former one", async () => {
    expect((await searchRegister("Évry")).map(({ insee }) => insee)).toContain("89162");
    for (const hit of await searchRegister("Lyon")) expect(hit.formerly).toBeUndefined();
  });

  it("still knows Strasbourg when only “st” is typed", async () => {
    expect(keys(await searchRegister("st"))).toContain("commune:67482");
  });

  it("finds by SIREN or SIRET, with or without spaces, by INSEE code and by postcode", async () => {
    expect(keys(await searchRegister("219 200 730"))).toEqual(["commune:92073"]);
    expect(keys(await searchRegister("200046977"))).toEqual(["epci:200046977"]);
    expect(keys(await searchRegister("217 500 016 00019"))).toEqual(["commune:75056"]);
    expect(keys(await searchRegister("21750001600019"))).toEqual(["commune:75056"]);
    expect(await searchRegister("999999999")).toEqual([]);
    expect(keys(await searchRegister("92073"))).toContain("commune:92073");
    expect(keys(await searchRegister("2A004"))).toEqual(["commune:2A004"]);
    expect(keys(await searchRegister("38000"))).toContain("commune:38185");
    expect(keys(await searchRegister("44"))).toEqual(["region:44", "departement:44"]);
    expect(keys(await searchRegister("67"))).toEqual(["departement:6AE"]);
  });

  it("answers nothing to nothing, and no more than it was asked for", async () => {
    expect(await searchRegister("  ")).toEqual([]);
    expect(await searchRegister("’-")).toEqual([]);
    expect(await searchRegister("xyzzyx")).toEqual([]);
    expect(await searchRegister("s", 3)).toHaveLength(3);
    expect((await searchRegister("s", 5000)).length).toBeLessThanOrEqual(50);
  });

  it("answers within 20 ms once read", async () => {
    const started = processorTime();
    for (const text of ["gr", "saint", "communauté", "38000", "ville de l"]) await searchRegister(text);
    expect((processorTime() - started) / 5).toBeLessThan(20);
  });

  it("places an EPCI where most of its inhabitants live, and counts those of a département", async () => {
    expect(await findInRegister("epci:200057990")).toMatchObject({ departement: "92", region: "11" });
    expect(await findInRegister("epci:200000172")).toMatchObject({ departement: "74", region: "84" });
    expect(await findInRegister("departement:73")).toMatchObject({
      name: "Département de la Savoie",
      siren: null,
      population: 448226,
      region: "84",
    });
    expect(await findInRegister("region:44")).toMatchObject({ departement: null, population: 5563378 });
    expect(await findInRegister("commune:99999")).toBeNull();
  });

  it.each([
    ["departement:01", "Département de l’Ain"],
    ["departement:06", "Département des Alpes-Maritimes"],
    ["departement:21", "Département de la Côte-d’Or"],
    ["departement:35", "Département d’Ille-et-Vilaine"],
    ["departement:41", "Département de Loir-et-Cher"],
    ["departement:59", "Département du Nord"],
    ["departement:84", "Département de Vaucluse"],
    ["departement:95", "Département du Val-d’Oise"],
    ["departement:974", "Département de La Réunion"],
    ["departement:976", "Département-Région de Mayotte"],
    ["region:93", "Région Provence-Alpes-Côte d’Azur"],
    ["region:94", "Collectivité de Corse"],
    ["region:03", "Collectivité territoriale de Guyane"],
  ])("calls %s by its name", async (key, name) => {
    expect((await findInRegister(key))?.name).toBe(name);
  });
});
