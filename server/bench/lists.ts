import { DEMO_PASSWORD } from "../../seeds/demo/accounts.ts";
import { type BenchRow, median, row } from "./row.ts";
import { processorSeconds, withService } from "./service.ts";

const ROUNDS = 7;
const VISITS = 25;
/** How many times the processor time of the directory's page a queue or a list may take. */
const BOUND = 3;

const DIRECTORY = "/experts";
const PAGES = [
  "/tableau-de-bord",
  "/tableau-de-bord/a-faire",
  "/conseil",
  "/conseil/besoins?page=20",
  "/conseil/experts?standing=published",
  "/besoins",
  "/besoins?page=50",
  "/besoins?status=submitted&page=20",
  "/besoins?q=eau&status=closed",
  "/mises-en-relation",
  "/collectivites",
];

/** The cookie of a person who signed in through the page. */
async function signIn(url: string, email: string): Promise<string> {
  const page = await fetch(`${url}/connexion`);
  const opened = page.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  const fields = new URLSearchParams({ email, password: DEMO_PASSWORD });
  for (const [, name, value] of (await page.text()).matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
  ))
    fields.set(name!, value!);
  const answer = await fetch(`${url}/connexion`, {
    method: "POST",
    body: fields,
    redirect: "manual",
    headers: { cookie: opened.join("; "), origin: url },
  });
  const signedIn = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  if (answer.status !== 303) throw new Error(`${email} could not sign in: ${answer.status}`);
  return (signedIn.length > 0 ? signedIn : opened).join("; ");
}

/** Milliseconds of processor, of all threads, that one answer takes: visits in a row, after one that is not counted. */
async function processorOf(url: string, page: string, cookie: string): Promise<number> {
  const visit = async () => {
    const answer = await fetch(url + page, { headers: { cookie } });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`);
  };
  await visit();
  const before = await processorSeconds(url);
  for (let i = 0; i < VISITS; i += 1) await visit();
  return ((await processorSeconds(url)) - before) * (1_000 / VISITS);
}

/**
 * Processor time of an adviser's queues and lists beside the directory's page as the same person sees it, made anew each
 * time; in turns, so that a busy machine weighs on all alike.
 */
export async function benchLists(scale: number): Promise<BenchRow[]> {
  return withService(scale, { demo: true }, async (url) => {
    const cookie = await signIn(url, "conseil@demo.example");
    const taken = new Map<string, number[]>([DIRECTORY, ...PAGES].map((page) => [page, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [page, times] of taken) {
        const time = await processorOf(url, page, cookie);
        // The first round warms everything up.
        if (round > 0) times.push(time);
      }
    }
    const directory = median(taken.get(DIRECTORY)!);
    return PAGES.map((page) => {
      const time = median(taken.get(page)!);
      const name = `processor of ${page} beside ${DIRECTORY} at ${scale.toLocaleString("en")} of each`;
      return row(
        name,
        time / directory,
        "≤",
        BOUND,
        `${directory.toFixed(1)} ms, ${page} ${time.toFixed(1)} ms`,
      );
    });
  });
}
