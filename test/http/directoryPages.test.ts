import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedDemo } from "../../seeds/run.ts";
import { createApp } from "../../server/app.ts";
import { fillSearch } from "../../server/services.ts";
import { startTestApp, type TestApp, TODAY } from "../support/app.ts";

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp();
  await seedDemo(TODAY);
  await fillSearch(test.services);
});
afterAll(() => test.close());

const page = async (path: string): Promise<string> => (await request(test.app).get(path).expect(200)).text;
/** The values that can be ticked for a facet, in the order of the page. */
const optionsOf = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`<input type="checkbox" name="${name}" value="([^"]+)"`, "g"))].map(
    ([, value]) => value!,
  );
const FACETS = { "/experts": "country", "/collectivites": "country", "/dispositifs": "theme" };
/** With twenty cards: what a page may weigh, and how many elements it may have. */
const MOST = { bytes: 55_000, elements: 1_050 };

describe("the weight of a directory", () => {
  it.each(Object.keys(FACETS))("%s: light, with all of its cards", async (path) => {
    const html = await page(path);
    expect(html.match(/<article class="card"/g)).toHaveLength(20);
    expect(Buffer.byteLength(html)).toBeLessThan(MOST.bytes);
    expect(html.match(/<[a-z]/g)!.length).toBeLessThan(MOST.elements);
  });

  it("names drawings of the one sheet that holds them", async () => {
    const html = await page("/experts");
    const named = [...html.matchAll(/<use href="([^"#]+)#([\w-]+)"/g)];
    const sheets = new Set(named.map(([, sheet]) => sheet));
    expect(sheets.size).toBe(1);
    const sheet = await request(test.app)
      .get([...sheets][0]!)
      .expect(200);
    expect(sheet.headers["content-type"]).toBe("image/svg+xml");
    expect(sheet.headers["cache-control"]).toContain("immutable");
    const drawings = sheet.body.toString();
    for (const [, , name] of named) expect(drawings).toContain(`<symbol id="${name}"`);
  });
});

describe("the options of a facet", () => {
  it.each(Object.entries(FACETS))("%s: all of them can be had without scripts", async (path, name) => {
    const first = optionsOf(await page(path), name);
    const whole = await page(`${path}?plus=${name}`);
    expect(optionsOf(whole, name).slice(0, first.length)).toEqual(first);
    expect(optionsOf(whole, name).length).toBeGreaterThan(first.length);
    expect(whole).toContain("Voir moins");
    // The button of the first page leads there, with whatever else is ticked.
    const button = new RegExp(`<button [^>]*name="plus" value="${name}" formaction="${path}#filtre-${name}"`);
    expect(await page(path)).toMatch(button);
    expect(whole).not.toMatch(button);
  });

  it("are those that the API counts", async () => {
    const { body } = await request(test.app).get("/api/v1/experts").expect(200);
    const all = optionsOf(await page("/experts?plus=country"), "country");
    expect(all.toSorted()).toEqual(Object.keys(body.facets.country).toSorted());
  });

  it.each(Object.entries(FACETS))(
    "%s: the script gets exactly those that are left out",
    async (path, name) => {
      const query = "?q=eau";
      const first = optionsOf(await page(path + query), name);
      const whole = optionsOf(await page(`${path}${query}&plus=${name}`), name);
      const others = optionsOf(await page(`${path}/filtres/${name}${query}`), name);
      expect(others).toEqual(whole.slice(first.length));
    },
  );

  it("show what is chosen, though it is not among the first", async () => {
    const last = optionsOf(await page("/experts?plus=country"), "country").at(-1)!;
    expect(optionsOf(await page("/experts"), "country")).not.toContain(last);
    const html = await page(`/experts?country=${last}`);
    expect(html).toContain(`<input type="checkbox" name="country" value="${last}" checked>`);
    expect(optionsOf(html, "country").length).toBeLessThan(12);
  });

  it("are no part of the addresses that the page links to", async () => {
    const html = await page("/experts?plus=country&theme=eau-assainissement");
    expect(html).not.toMatch(/href="[^"]*plus=/);
  });

  it("are refused for a facet that does not exist", async () => {
    await request(test.app).get("/experts/filtres/magie").expect(404);
    await request(test.app).get("/experts?plus=magie").expect(200);
  });
});

describe("a page that is kept", () => {
  const withoutNonce = (html: string) => html.replace(/nonce="[^"]+"/, "");

  it("reads the same compressed, with a nonce of its own", async () => {
    const path = "/experts?theme=eau-assainissement";
    const plain = await request(test.app).get(path).set("Accept-Encoding", "identity").expect(200);
    for (let visit = 0; visit < 2; visit += 1) {
      const zipped = await request(test.app).get(path).set("Accept-Encoding", "gzip, br").expect(200);
      expect(zipped.headers["content-encoding"]).toBe("gzip");
      expect(zipped.headers.vary).toContain("Accept-Encoding");
      const nonce = /'nonce-([^']+)'/.exec(zipped.headers["content-security-policy"]!)![1];
      expect(zipped.text).toContain(`nonce="${nonce}"`);
      expect(withoutNonce(zipped.text)).toBe(withoutNonce(plain.text));
    }
    const refused = await request(test.app).get(path).set("Accept-Encoding", "gzip;q=0").expect(200);
    expect(refused.headers["content-encoding"]).toBeUndefined();
  });

  it("is counted among the searches of a client like any other", async () => {
    const config = { ...test.services.config, searchRatePerMinute: 3 };
    const app = createApp({ ...test.services, config });
    for (let visit = 0; visit < 3; visit += 1) await request(app).get("/experts").expect(200);
    await request(app).get("/experts").expect(429);
  });

  it("answers HEAD without a body", async () => {
    await page("/experts");
    const head = await request(test.app).head("/experts").expect(200);
    expect(head.text).toBeUndefined();
    expect(Number(head.headers["content-length"])).toBeGreaterThan(10_000);
  });
});
