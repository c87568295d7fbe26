import { request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import MongoStore from "connect-mongo";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp();
});
afterAll(() => test.close());

/** Asks for a page; resolves with the headers as soon as they are there, as a browser that is sent elsewhere does. */
const headersOf = (path: string, cookie?: string): Promise<{ location?: string; cookie?: string }> =>
  new Promise((resolve, reject) => {
    const { port } = test.app.address() as AddressInfo;
    const headers = { accept: "text/html,application/xhtml+xml", ...(cookie && { cookie }) };
    const asked = ask({ port, host: "127.0.0.1", path, headers }, ({ headers }) => {
      resolve({ ...headers, cookie: headers["set-cookie"]?.[0]?.split(";")[0] });
      asked.destroy();
    });
    asked.on("error", reject).end();
  });

describe("who is sent to another page", () => {
  it("finds there what was kept for it, however long the session takes to be stored", async () => {
    const stored: string[] = [];
    const set = MongoStore.prototype.set;
    const slow = vi.spyOn(MongoStore.prototype, "set").mockImplementation(async function (
      this: MongoStore,
      ...given: Parameters<typeof set>
    ) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      stored.push(JSON.stringify(given[1]));
      return set.apply(this, given);
    });
    const sent = await headersOf("/mon-profil");
    slow.mockRestore();
    expect(sent.location).toBe("/connexion");
    expect(sent.cookie).toMatch(/^bourse\.sid=/);
    expect(stored.join()).toContain('"returnTo":{"path":"/mon-profil"');
    expect(stored.join()).toContain("Connectez-vous pour voir cette page.");
  });
});
