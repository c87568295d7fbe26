import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { SearchMeasure } from "../search/measured.ts";
import type { CandidateKind } from "./domain/vocabulary.ts";

/** What runs without a request. */
export type Job = "mail" | "index" | "rebuild" | "clock" | "backup";
/** "retried": will be tried again; "parked": given up until an administrator looks; "unread": a mail that is for nobody. */
export type JobOutcome = "done" | "retried" | "parked" | "failed" | "unread";

/** What the service tells of its own doing; nothing listens where no metrics are asked for. */
export type Measures = {
  /** A list of candidates was ranked, in so many seconds. */
  ranked: (kind: CandidateKind, seconds: number) => void;
  searched: SearchMeasure;
  /** So many pieces of work of a job ended so. */
  job: (job: Job, outcome: JobOutcome, count?: number) => void;
};

export const UNMEASURED: Measures = { ranked() {}, searched() {}, job() {} };

export type Metrics = Measures & {
  /** A request was answered, in so many seconds. `route` is a pattern, never an address. */
  answered: (labels: { method: string; route: string; status: string }, seconds: number) => void;
  /** A figure that is read when it is asked for; one that cannot be read is left out. */
  gauge: (name: string, help: string, read: () => Promise<number>) => void;
  /** Everything, in the Prometheus text format. */
  text: () => Promise<{ contentType: string; body: string }>;
};

/** From a cached page to the longest wait that a page may cost, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** Counts and histograms of one process; a server that runs several is asked for each. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Histogram({ name, help, labelNames, buckets: BUCKETS, registers: [registry] });
  const requests = histogram("bourse_http_request_duration_seconds", "Requests, by pattern of route.", [
    "method",
    "route",
    "status",
  ]);
  const searches = histogram("bourse_search_duration_seconds", "Calls of the search engine.", [
    "operation",
    "outcome",
  ]);
  const rankings = histogram("bourse_match_duration_seconds", "Rankings of candidates for a need.", ["kind"]);
  const jobs = new Counter({
    name: "bourse_jobs_total",
    help: "Pieces of work that ran without a request, by how they ended.",
    labelNames: ["job", "outcome"],
    registers: [registry],
  });
  return {
    answered: (labels, seconds) => requests.observe(labels, seconds),
    searched: (operation, outcome, seconds) => searches.observe({ operation, outcome }, seconds),
    ranked: (kind, seconds) => rankings.observe({ kind }, seconds),
    job: (job, outcome, count = 1) => jobs.inc({ job, outcome }, count),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          try {
            this.set(await read());
          } catch {
            this.remove();
          }
        },
      });
    },
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
