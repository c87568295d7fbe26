import { command } from "../command.ts";
import { readConfig } from "../config.ts";
import { createServices } from "../services.ts";
import { appointAdministrator } from "./administration.ts";

void command({
  usage: `Usage: npm run admin -- ADDRESS
  Makes an administrator of an account that signed up and confirmed its address: the first one of an installation,
  who names the others.`,
  words: [1, 1],
  async run({ positionals: [address = ""] }) {
    const services = await createServices(readConfig());
    try {
      await appointAdministrator(services.dependencies, address);
      console.log(`${address} is an administrator.`);
    } finally {
      await services.close();
    }
  },
});
