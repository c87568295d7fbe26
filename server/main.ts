import type { AddressInfo } from "node:net";
import closeWithGrace from "close-with-grace";
import { createApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { prepareDemo } from "./demo.ts";
import { createServices, fillSearch, type Services } from "./services.ts";

/** Requests in flight get this long to finish after SIGTERM. */
const GRACE_MS = 4500;

function configuration(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

async function start(config: Config): Promise<void> {
  const services: Services = await createServices(config);
  const { log } = services.dependencies;
  const demo = await prepareDemo(services);
  await fillSearch(services);

  const server = createApp(services, { demo }).listen(config.port, config.host);
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  services.listeningOn(`http://${host}:${port}`);
  services.startJobs();
  console.log(`ready on http://${host}:${port}`);

  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ signal, err }) => {
    if (err) log.error({ err }, "stopping after an error");
    else log.info({ signal }, "stopping");
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Connections without a request would hold the server open until they time out.
    server.closeIdleConnections();
    await closed;
    await services.close();
  });
}

const config = configuration();
start(config).catch((error: NodeJS.ErrnoException) => {
  if (error instanceof ConfigError) console.error(error.message);
  else if (error.code === "EADDRINUSE") {
    console.error(`Port ${config.port} is taken: stop what uses it, or choose another with PORT.`);
  } else console.error(error);
  process.exit(1);
});
