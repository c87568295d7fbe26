import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { createServices } from "../services.ts";
import { appointAdministrator } from "./administration.ts";

/**
 * `npm run admin -- ADDRESS`: makes an administrator of an account that signed up and confirmed its address: the first one
 * of an installation, who names the others.
 */
const [address] = parseArgs({ allowPositionals: true }).positionals;

async function main(): Promise<void> {
  try {
    if (!address) throw new Error("Whose account? npm run admin -- ADDRESS");
    const services = await createServices(readConfig());
    try {
      await appointAdministrator(services.dependencies, address);
      console.log(`${address} is an administrator.`);
    } finally {
      await services.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

void main();
