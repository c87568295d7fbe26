import { createRequire } from "node:module";
import { accountsExist, demoAccountsExist } from "./accounts/administration.ts";
import type { Services } from "./services.ts";

/**
 * Seeds the demo where it is asked for: by `DEMO`, or by an embedded store that is still empty.
 * @returns whether the sign-in page shows the demo accounts.
 */
export async function prepareDemo({ config, dependencies }: Services): Promise<boolean> {
  if (config.demo === false) return false;
  const wanted = config.demo ?? config.mongodbUri === null;
  if (wanted && !(await accountsExist())) {
    const { seedDemo } = createRequire(import.meta.url)(
      "../seeds/run.ts",
    ) as typeof import("../seeds/run.ts");
    await seedDemo(dependencies.clock());
  }
  return wanted && (await demoAccountsExist());
}
