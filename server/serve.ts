import type { AddressInfo } from "node:net";
import closeWithGrace from "close-with-grace";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { prepareDemo } from "./demo.ts";
import type { Engines } from "./engines.ts";
import { closeServer } from "./http/closing.ts";
import { createServices, fillSearch } from "./services.ts";

/** Requests in flight get this long to finish after SIGTERM. */
const GRACE_MS = 4500;
/** Then a client that does not finish its own is cut off, so that the stores still close properly. */
const PATIENCE_MS = 3000;

/**
 * Opens the stores, seeds the demo where it is wanted, listens, says so on one line, and answers once the search is
 * filled. On SIGTERM it stops in the reverse order, requests in flight first.
 */
export async function serve(config: Config, engines: Engines): Promise<void> {
  const services = await createServices(config, { engines });
  const { log } = services.dependencies;
  const demo = await prepareDemo(services);
  let fill = (): void => {};
  // The first requests wait for the indexes, not the start for them: a page that is asked for meanwhile is only later.
  const filled = new Promise<void>((resolve, reject) => {
    fill = () => void fillSearch(services).then(resolve, reject);
  });
  const server = createApp(services, { demo, filled }).listen(config.port, config.host);
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  services.listeningOn(`http://${host}:${port}`);

  let stopping = false;
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ signal, err }) => {
    stopping = true;
    if (err) log.error({ err }, "stopping after an error");
    else log.info({ signal }, "stopping");
    await closeServer(server, PATIENCE_MS);
    await services.close();
  });
  console.log(`ready on http://${host}:${port}`);
  fill();
  await filled.catch((error) => {
    // Nothing answers any more to whoever is still filling.
    if (!stopping) throw error;
  });
  if (!stopping) services.startJobs();
}
