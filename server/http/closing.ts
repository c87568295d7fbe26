import type { Server } from "node:http";

/** Well below the five seconds that Node keeps an idle connection. */
const SWEEP_MS = 50;

/**
 * Takes no more connections and resolves once the requests in flight are answered; a client that does not finish its own
 * is cut off after `patienceMs` milliseconds.
 */
export async function closeServer(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections without a request would hold the server open until they time out, and so would those whose last request
  // has just been answered.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutOff);
}
