import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import mongoose from "mongoose";
import pino from "pino";
import { inject } from "vitest";
import { createInProcessSearch } from "../../search/embedded.ts";
import { vocabularyFrom } from "../../search/vocabulary.ts";
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import type { Mail, Mailer } from "../../server/mail/mailer.ts";
import { loadReference } from "../../server/reference/load.ts";
import { createServices, type Services } from "../../server/services.ts";
import { newId } from "../../server/storage/id.ts";

export type TestApp = {
  /** The application, listening: a request need not open a server of its own. */
  app: Server;
  services: Services;
  /** Every mail that was sent, in order. */
  mails: Mail[];
  /** Sets the time that use cases see. */
  setNow: (now: Date) => void;
  /** Resolves once the outbox is empty: documents are found, mails are in `mails`. */
  settle: () => Promise<void>;
  close: () => Promise<void>;
};

/** The day on which tests happen, unless they say otherwise: within the calendar of the seeds. */
export const TODAY = new Date("2026-11-23T10:00:00Z");

/** The production application on a database of its own; only the mailer and the clock are replaced. */
export async function startTestApp(
  env: Record<string, string> = {},
  overrides: Pick<NonNullable<Parameters<typeof createServices>[1]>, "patience"> = {},
): Promise<TestApp> {
  const mails: Mail[] = [];
  let now = TODAY;
  const mailer: Mailer = {
    async send(mail) {
      mails.push(mail);
    },
    close() {},
  };
  const made = await mkdtemp(path.join(tmpdir(), "bourse-data-"));
  const config = readConfig({
    MONGODB_URI: inject("storeUri").replace("DATABASE", `test-${newId()}`),
    SESSION_SECRET: "a secret that only the tests know, long enough",
    DATA_DIR: made,
    PUBLIC_URL: "http://bourse.test",
    LOG_LEVEL: "silent",
    ...env,
  });
  const services = await createServices(config, {
    ...overrides,
    clock: () => now,
    mailer,
    log: pino({ level: process.env.TEST_LOG ?? "silent" }),
    ...(config.meilisearch ? {} : { search: createInProcessSearch(vocabularyFrom(loadReference())) }),
  });
  const app = createServer(createApp(services)).listen(0, "127.0.0.1");
  await once(app, "listening");
  return {
    app,
    services,
    mails,
    setNow: (to) => {
      now = to;
    },
    settle: () => services.outbox.drain(),
    close: async () => {
      app.closeAllConnections();
      app.close();
      await mongoose.connection.dropDatabase();
      await services.close();
      await rm(made, { recursive: true, force: true });
    },
  };
}
