import path from "node:path";
import { z } from "zod";
import { StartError } from "./errors.ts";
import type { Keep } from "./storage/retention.ts";

const blankIsAbsent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

const text = (rule: string, pattern: RegExp) => blankIsAbsent(z.string().regex(pattern, rule).optional());

const wholeNumber = (least: number, most: number, otherwise: number) => {
  const rule = `must be a whole number from ${least} to ${most}`;
  const number = z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number);
  return blankIsAbsent(number.pipe(z.number().min(least, rule).max(most, rule)).default(otherwise));
};

const toggle = blankIsAbsent(
  z
    .enum(["1", "0", "true", "false", "on", "off"], "must be 1 or 0 (or on, off, true, false)")
    .transform((value) => value === "1" || value === "true" || value === "on")
    .optional(),
);

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const address = z.url({
  protocol: /^https?$/,
  error: "must be an address that begins with http:// or https://",
});

const environment = z
  .object({
    NODE_ENV: z.string().optional(),
    PORT: wholeNumber(0, 65_535, 3000),
    HOST: blankIsAbsent(z.string().default("127.0.0.1")),
    DATA_DIR: blankIsAbsent(z.string().default("./data")),
    BACKUP_DIR: blankIsAbsent(z.string().optional()),
    BACKUP_KEEP: blankIsAbsent(
      z
        .string()
        .regex(/^[1-9]\d{0,2}d ?\d{1,3}w$/, "must be so many days and weeks, like 14d8w")
        .default("14d8w"),
    ),
    MONGODB_URI: text("must begin with mongodb:// or mongodb+srv://", /^mongodb(\+srv)?:\/\//),
    MEILI_URL: blankIsAbsent(address.optional()),
    MEILI_API_KEY: blankIsAbsent(z.string().optional()),
    SESSION_SECRET: blankIsAbsent(z.string().min(32, "must hold at least 32 characters").optional()),
    SMTP_URL: text("must begin with smtp:// or smtps://", /^smtps?:\/\//),
    MAIL_FROM: blankIsAbsent(z.string().default("La Bourse de Cités Unies France <bourse@localhost>")),
    CONTACT_EMAIL: blankIsAbsent(z.email("must be one address, like bourse@example.org").optional()),
    CONTACT_PHONE: text("must be a telephone number, like 01 99 00 12 34", /^\+?[0-9 ().-]{6,24}$/),
    PUBLIC_URL: blankIsAbsent(address.optional()),
    TRUST_PROXY: wholeNumber(0, 10, 0),
    SEARCH_RATE_PER_MINUTE: wholeNumber(1, 1_000_000, 600),
    METRICS_TOKEN: blankIsAbsent(z.string().min(16, "must hold at least 16 characters").optional()),
    DEMO: toggle,
    LOG_LEVEL: blankIsAbsent(z.enum(LEVELS, `must be one of ${LEVELS.join(", ")}`).default("info")),
  })
  .refine((env) => !env.MONGODB_URI || env.SESSION_SECRET, {
    path: ["SESSION_SECRET"],
    message: "is required when MONGODB_URI is set",
  })
  .refine((env) => !env.MONGODB_URI || !env.BACKUP_DIR, {
    path: ["BACKUP_DIR"],
    message: "is for the embedded store: backups of a MongoDB are made there, with mongodump",
  })
  .refine((env) => !env.MEILI_API_KEY || env.MEILI_URL, {
    path: ["MEILI_URL"],
    message: "is required when MEILI_API_KEY is set",
  });

/** Values that may hold a password stand in no message. */
const SECRET = /URI|URL|KEY|SECRET|TOKEN/;

/** The names of every variable that is read. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  /** Where the embedded store is saved each night, and how many of these are kept; null: nowhere. */
  backups: { dir: string; keep: Keep } | null;
  /** null: the embedded store. */
  mongodbUri: string | null;
  /** null: the embedded search. */
  meilisearch: { url: string; apiKey: string | null } | null;
  /** null: made once and kept in the data directory. */
  sessionSecret: string | null;
  smtpUrl: string | null;
  mailFrom: string;
  /** Whom people may write to, or call; null where the operator did not say. */
  contact: { email: string | null; phone: string | null };
  /** null: the address that the server listens on, known once it does. */
  publicUrl: string | null;
  /** How many proxies stand before the server; their X-Forwarded-* headers are believed. */
  trustProxy: number;
  searchRatePerMinute: number;
  /** null: no metrics are served. */
  metricsToken: string | null;
  /** null: seed where the embedded store is empty. */
  demo: boolean | null;
  logLevel: string;
  development: boolean;
};

/** "14d8w": the last fourteen, and one a week for eight weeks. */
function keepOf(text: string): Keep {
  const [days = 0, weeks = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return { days, weeks };
}

/** A wrong environment. `message` is one sentence that names the variable. */
export class ConfigError extends StartError {}

/**
 * Reads and validates the environment: the only reader of `process.env`.
 * @throws ConfigError that names the first wrong variable.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const [
      {
        path: [name = ""],
        message,
      } = { path: [], message: "" },
    ] = parsed.error.issues;
    const value = env[String(name)];
    const given = value === undefined || SECRET.test(String(name)) ? "" : `, and is “${value}”`;
    throw new ConfigError(`Configuration: ${String(name)} ${message}${given}.`);
  }
  const values = parsed.data;
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: path.resolve(values.DATA_DIR),
    backups: values.BACKUP_DIR
      ? { dir: path.resolve(values.BACKUP_DIR), keep: keepOf(values.BACKUP_KEEP) }
      : null,
    mongodbUri: values.MONGODB_URI ?? null,
    meilisearch: values.MEILI_URL ? { url: values.MEILI_URL, apiKey: values.MEILI_API_KEY ?? null } : null,
    sessionSecret: values.SESSION_SECRET ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM,
    contact: { email: values.CONTACT_EMAIL ?? null, phone: values.CONTACT_PHONE ?? null },
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    trustProxy: values.TRUST_PROXY,
    searchRatePerMinute: values.SEARCH_RATE_PER_MINUTE,
    metricsToken: values.METRICS_TOKEN ?? null,
    demo: values.DEMO ?? null,
    logLevel: values.LOG_LEVEL,
    development: values.NODE_ENV === "development",
  };
}
