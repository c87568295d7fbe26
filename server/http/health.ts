import { type RequestHandler, Router } from "express";
import mongoose from "mongoose";
import { outboxState } from "../jobs/outbox.ts";
import type { Services } from "../services.ts";

/** Whoever made the promise handles its failure. */
const ignored = (): void => {};

/** Lets requests through once the promise is kept; when it is broken the program stops, so nobody waits for nothing. */
export const after =
  (filled: Promise<unknown> | undefined): RequestHandler =>
  async (request, _response, next) => {
    await filled;
    // Nobody waits any more for what they asked before they went away.
    if (!request.socket.destroyed) next();
  };

/** `/healthz`: the process lives. `/readyz`: it can serve, with the state of the store, the search and the outbox. */
export function health({ dependencies }: Services, filled?: Promise<unknown>): Router {
  const router = Router();
  let searchable = filled === undefined;
  filled?.then(() => {
    searchable = true;
  }, ignored);
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", async (_request, response) => {
    const [store, search, outbox, space] = await Promise.all([
      mongoose.connection.db
        ?.admin()
        .ping()
        .then(() => ({ ok: true }))
        .catch((error: Error) => ({ ok: false, detail: error.message })) ?? {
        ok: false,
        detail: "not connected",
      },
      dependencies.search.health(),
      outboxState(dependencies.clock)
        .then(({ waiting, lagMs, parked }) => ({ waiting, lagMs, parked: parked.length }))
        .catch(() => null),
      dependencies.space.state(),
    ]);
    // Without its search server the application still serves, from the database: taking it away would help nobody.
    const ready = searchable && store.ok && (search.ok || search.engine === "meilisearch");
    // What is there can still be read: who took the service away would leave people with nothing.
    const status = !ready ? "not-ready" : space.writable ? "ready" : "read-only";
    const written = space.writable
      ? store
      : { ok: false, detail: "the disk is full: nothing can be written" };
    response
      .status(ready ? 200 : 503)
      .json({ status, store: store.ok ? written : store, search, outbox, disk: space });
  });
  return router;
}
