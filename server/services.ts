import path from "node:path";
import mongoose from "mongoose";
import pino, { type Logger } from "pino";
import { Breaker } from "../search/breaker.ts";
import { collectGarbage } from "../search/collectGarbage.ts";
import type { SearchEngine } from "../search/engine.ts";
import { measured } from "../search/measured.ts";
import { createMeilisearch, type MeilisearchOptions } from "../search/meilisearch.ts";
import { resilient } from "../search/resilient.ts";
import { vocabularyFrom } from "../search/vocabulary.ts";
import { noteDeliveredMail, noteRefusedMail } from "./accounts/refusedMail.ts";
import type { Config } from "./config.ts";
import type { BackupsBy, Dependencies } from "./context.ts";
import { VISITOR } from "./domain/policies.ts";
import { type Engines, startEngines } from "./engines.ts";
import { firstSentence, StartError } from "./errors.ts";
import { startBackups } from "./jobs/backups.ts";
import { startClock } from "./jobs/clock.ts";
import { tellOfFullDisk, tryToWrite } from "./jobs/fullDisk.ts";
import { gaugeState } from "./jobs/gauges.ts";
import { fillIndexes } from "./jobs/indexing.ts";
import { type OutboxWorker, startOutbox } from "./jobs/outbox.ts";
import { startUpkeep, type Upkeep } from "./jobs/searchUpkeep.ts";
import { watchSpace } from "./jobs/space.ts";
import { storedFallback } from "./jobs/storedFallback.ts";
import { compose } from "./mail/compose.ts";
import { fileMailer, type Mailer, smtpMailer } from "./mail/mailer.ts";
import { Line } from "./matching/line.ts";
import { createMetrics, type Metrics, UNMEASURED } from "./metrics.ts";
import { buildLabels } from "./reference/labels.ts";
import { loadLexicon, loadReference } from "./reference/load.ts";
import { secretKeptIn } from "./sessionSecret.ts";
import { backUpBeside } from "./storage/backupProcess.ts";
import { connect, disconnect, prepareIndexes } from "./storage/connect.ts";
import { EMBEDDED_DATABASE } from "./storage/embedded/start.ts";
import { unfinishedCopy } from "./storage/transfer.ts";

export type Services = {
  config: Config;
  dependencies: Dependencies;
  sessionSecret: string;
  mailer: Mailer;
  outbox: OutboxWorker;
  /** null where no metrics are asked for. */
  metrics: Metrics | null;
  /** Fixes the address in mails once the port is known. */
  listeningOn: (url: string) => void;
  /** Has what the search engine lacks filled from the database, where the engine lives elsewhere. */
  lookAfterSearch: () => void;
  /** Begins what happens without a request: the clock. */
  startJobs: () => void;
  /** Closes everything in the reverse order of its making. */
  close: () => Promise<void>;
};

type Overrides = {
  clock?: () => Date;
  mailer?: Mailer;
  log?: Logger;
  search?: SearchEngine;
  /** How long a search server is waited for, and how soon it is asked again. */
  patience?: Patience;
  /** Already under way, where the program started them before it loaded the rest. */
  engines?: Engines;
};

type Patience = Pick<MeilisearchOptions, "readTimeoutMs" | "writeTimeoutMs"> & {
  /** After a failure the server is left alone for a moment. */
  breaker?: ConstructorParameters<typeof Breaker>[0];
  /** Its indexes are looked after again after this long. */
  retryMs?: number;
};

/** Who would wait longer for a ranking is told at once. */
const LONGEST_WAIT_MS = 10_000;

/** From so many on, reading them all leaves garbage worth collecting. */
const MANY_DOCUMENTS = 3_000;

function backupsBy({ mongodbUri, backups }: Config): BackupsBy {
  if (mongodbUri) return { by: "database" };
  return backups ? { by: "service", dir: backups.dir } : { by: "nobody" };
}

/** Where the embedded store keeps everything. */
const storeDir = ({ dataDir }: Config): string => path.join(dataDir, "store");

async function openStore(config: Config, engines: Engines): Promise<() => Promise<void>> {
  if (config.mongodbUri) {
    await connect(config.mongodbUri).catch((error: Error) => {
      throw new StartError(`MongoDB does not answer at MONGODB_URI: ${firstSentence(error)}`);
    });
    return disconnect;
  }
  const store = await engines.store;
  if (!store)
    throw new StartError("No store: MONGODB_URI is not set, and the embedded store was not started.");
  await connect(store.uri(EMBEDDED_DATABASE));
  return async () => {
    await disconnect();
    await store.close();
  };
}

/** @throws StartError where a copy into this database was cut off: the service would run on a part of its data. */
async function refuseUnfinished(): Promise<void> {
  const { db } = mongoose.connection;
  const unfinished = db && (await unfinishedCopy(db));
  if (!unfinished) return;
  throw new StartError(
    `This database holds the beginning of a copy (${unfinished.by}, cut off on ${unfinished.at.toISOString()}): run the same command again first.`,
  );
}

/** The search engine of the configuration: a Meilisearch server that may be away, or the embedded one. */
async function openSearch(
  { meilisearch }: Config,
  engines: Engines,
  { breaker, ...patience }: Patience,
  away: Parameters<typeof resilient>[1],
): Promise<SearchEngine> {
  const embedded = await engines.search;
  if (embedded) return embedded;
  if (!meilisearch)
    throw new StartError("No search: MEILI_URL is not set, and the embedded one was not started.");
  const vocabulary = vocabularyFrom(loadReference());
  const engine = createMeilisearch({ ...meilisearch, ...patience, vocabulary });
  return resilient(engine, { breaker: new Breaker(breaker), ...away });
}

/** The composition root: every client is made here, once, and nowhere else. */
export async function createServices(config: Config, overrides: Overrides = {}): Promise<Services> {
  const log = overrides.log ?? pino({ level: config.logLevel }, pino.destination(2));
  const engines = overrides.engines ?? startEngines(config, overrides.search !== undefined);
  const reference = loadReference();
  const clock = overrides.clock ?? (() => new Date());
  let upkeep: Upkeep | null = null;
  const [closeStore, engine, secret] = await Promise.all([
    openStore(config, engines),
    overrides.search ??
      openSearch(config, engines, overrides.patience ?? {}, {
        fallback: storedFallback({ clock, lexicon: loadLexicon }),
        onChange(degraded, reason) {
          if (degraded) log.warn({ err: reason }, "search: answered by the database for now");
          else log.info("search: the engine answers again");
          upkeep?.check();
        },
      }),
    config.sessionSecret ?? secretKeptIn(config.dataDir),
  ]);
  await refuseUnfinished();
  const mailer =
    overrides.mailer ??
    (config.smtpUrl
      ? smtpMailer(config.smtpUrl, config.mailFrom)
      : fileMailer(path.join(config.dataDir, "mail"), config.mailFrom));

  let publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const sender = () => ({ publicUrl, contactEmail: config.contact.email });
  let outbox: OutboxWorker | null = null;
  const metrics = config.metricsToken ? createMetrics() : null;
  const search = metrics ? measured(engine, metrics.searched) : engine;
  const dependencies: Dependencies = {
    search,
    clock,
    log,
    reference,
    labels: buildLabels(reference),
    // Put together when it is first wanted: a quarter of a second that a start need not wait for.
    get lexicon() {
      return loadLexicon();
    },
    publicUrl: () => publicUrl,
    measures: metrics ?? UNMEASURED,
    backups: backupsBy(config),
    // Two: while one ranks, what the other looks for is looked for in the search's own thread.
    line: new Line({ lanes: 2, longestMs: LONGEST_WAIT_MS }),
    space: watchSpace({
      dir: config.dataDir,
      write: tryToWrite,
      onFull() {
        log.error("the disk is full: nothing is written until there is room");
        // Not through the outbox, which is stored.
        tellOfFullDisk(mailer, sender()).catch((error) => log.error({ err: error }, "nobody could be told"));
      },
    }),
    wakeOutbox: () => outbox?.wake(),
  };
  await prepareIndexes();
  if (config.meilisearch && !overrides.search) {
    // A server that is away must not keep ours from starting.
    upkeep = startUpkeep(dependencies, overrides.patience?.retryMs);
    upkeep.check();
  } else {
    await search.prepare();
  }
  const system = { ...dependencies, actor: VISITOR };
  outbox = startOutbox((mail) => mailer.send(compose(mail, sender())), dependencies, {
    delivered: noteDeliveredMail,
    refused: (mail, words) => noteRefusedMail(system, mail, words),
  });
  if (metrics) gaugeState(metrics, dependencies, config.mongodbUri ? null : storeDir(config));
  let stopClock = () => {};
  let stopBackups = async () => {};
  const running = outbox;
  const lookedAfter = upkeep;
  return {
    config,
    dependencies,
    sessionSecret: secret,
    mailer,
    outbox: running,
    metrics,
    listeningOn(url) {
      if (!config.publicUrl) publicUrl = url;
    },
    lookAfterSearch() {
      lookedAfter?.check();
    },
    startJobs() {
      const context = { ...dependencies, actor: VISITOR };
      stopClock = startClock(context);
      if (!config.backups) return;
      const make = (file: string, signal?: AbortSignal) => backUpBeside(storeDir(config), file, signal);
      stopBackups = startBackups(context, { ...config.backups, make });
    },
    async close() {
      stopClock();
      await stopBackups();
      await lookedAfter?.stop();
      await running.stop();
      mailer.close();
      await search.close();
      await closeStore();
    },
  };
}

/** Sees to it that the indexes hold what the store holds: the embedded engine keeps nothing between two starts. */
export async function fillSearch({ config, dependencies, lookAfterSearch }: Services): Promise<void> {
  if (config.meilisearch) return lookAfterSearch();
  const documents = await fillIndexes(dependencies);
  if (documents >= MANY_DOCUMENTS) await collectGarbage();
}
