import type { Dependencies } from "../context.ts";
import type { Metrics } from "../metrics.ts";
import { embeddedSize, serverSize } from "../storage/size.ts";
import { lastBackup } from "./backups.ts";
import { type OutboxState, outboxState } from "./outbox.ts";

/**
 * The figures that are read whenever the metrics are asked for.
 * @param storeDir where the embedded store is; null on a MongoDB server, which tells its own size
 */
export function gaugeState(
  { gauge }: Metrics,
  { clock, search, backups, space }: Pick<Dependencies, "clock" | "search" | "backups" | "space">,
  storeDir: string | null,
): void {
  // Three figures of one reading: they are asked for together.
  let reading: Promise<OutboxState> | null = null;
  const outbox = (): Promise<OutboxState> => {
    reading ??= outboxState(clock).finally(() => {
      reading = null;
    });
    return reading;
  };
  const ofOutbox = (name: string, help: string, figure: (state: OutboxState) => number) =>
    gauge(`bourse_outbox_${name}`, help, async () => figure(await outbox()));
  ofOutbox("length", "Mails and documents that wait to be carried out.", ({ waiting }) => waiting);
  ofOutbox("parked", "What was given up until an administrator looks, 100 at most.", ({ parked }) => {
    return parked.length;
  });
  ofOutbox(
    "lag_seconds",
    "Age of the oldest mail, or change of the search, that waits: since it was due first.",
    ({ lagMs }) => {
      return lagMs / 1000;
    },
  );
  gauge("bourse_search_documents", "Documents in the search indexes.", async () => {
    return (await search.health()).documents;
  });
  gauge("bourse_search_degraded", "1 while the database answers in place of the search engine.", async () =>
    search.degraded ? 1 : 0,
  );
  gauge("bourse_store_writable", "0 while the disk of the store is full.", async () =>
    (await space.state()).writable ? 1 : 0,
  );
  gauge("bourse_disk_free_ratio", "Free share of the disk of the data directory.", async () => {
    const { freeShare } = await space.state();
    if (freeShare === null) throw new Error("not told");
    return freeShare;
  });
  if (backups.by === "service") {
    // Without any, the age is that of the beginning of time: the alarm rings.
    gauge("bourse_backup_age_seconds", "Age of the last verified backup.", async () => {
      const last = await lastBackup(backups.dir);
      return (clock().getTime() - (last?.at.getTime() ?? 0)) / 1000;
    });
  }
  gauge("bourse_store_size_bytes", "Bytes that the store takes on the disk.", () =>
    storeDir === null ? serverSize() : embeddedSize(storeDir),
  );
}
