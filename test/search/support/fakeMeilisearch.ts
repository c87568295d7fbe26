import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FederatedMultiSearchParams, SearchParams, Settings } from "meilisearch";
import type { SearchDocument } from "../../../search/engine.ts";
import { ApiError, problem } from "./fakeErrors.ts";
import { FakeIndex } from "./fakeIndex.ts";
import { answerFacetSearch, answerFederated, answerSearch } from "./fakeSearches.ts";
import { FakeTasks } from "./fakeTasks.ts";

/** How the server behaves: as it should, or not. */
export type Mood =
  | "well"
  | "hangs"
  | "drops"
  | "forbids"
  | "fails"
  | "truncates"
  | "html"
  | "fails-tasks"
  | "stalls-tasks";

export type Recorded = { method: string; path: string; body: unknown; authorization: string | undefined };

const KNOWN_SETTINGS = new Set(
  "searchableAttributes filterableAttributes sortableAttributes displayedAttributes rankingRules localizedAttributes stopWords synonyms typoTolerance faceting pagination proximityPrecision searchCutoffMs facetSearch prefixSearch".split(
    " ",
  ),
);

/**
 * A Meilisearch of paper: its routes, its tasks, its errors, strict on what it does not know; words are found by the
 * embedded engine. It shows that the adapter speaks the protocol, and can be put in any bad mood; how the real server
 * ranks is for the real server to show (`MEILI_TEST_URL`).
 */
export class FakeMeilisearch {
  private currentMood: Mood = "well";
  /** Makes a task fail for good when it returns a message: a poison document. */
  poison: (documents: SearchDocument[]) => string | null = () => null;
  readonly requests: Recorded[] = [];
  /** How often it let readers wait in vain: searches that were sent together are one wait. */
  waits = 0;
  private waiting = 0;
  readonly indexes = new Map<string, FakeIndex>();
  readonly keys: Record<string, unknown>[] = [];
  private readonly tasks = new FakeTasks(() => this.mood);
  private readonly server = createServer((request, response) => void this.answer(request, response));

  get mood(): Mood {
    return this.currentMood;
  }

  /** Who waits for an answer of one that hung learns of its return: a server that starts again knows no connection. */
  set mood(mood: Mood) {
    if (this.currentMood === "hangs" && mood !== "hangs") this.server.closeAllConnections();
    this.currentMood = mood;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const { pathname } = new URL(request.url ?? "/", "http://fake");
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const method = request.method ?? "GET";
    this.requests.push({ method, path: pathname, body, authorization: request.headers.authorization });
    if (this.mood === "hangs") return this.keepWaiting(pathname, response);
    if (this.mood === "drops") return void request.socket.destroy();
    const send = (status: number, value: unknown, raw = JSON.stringify(value)): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(raw);
    };
    if (this.mood === "forbids")
      return send(403, problem("invalid_api_key", "The provided API key is invalid.", "auth"));
    if (this.mood === "fails") return send(500, problem("internal", "Internal error", "internal"));
    if (this.mood === "html") return send(502, null, "<html><body>Bad gateway</body></html>");
    try {
      const [status, value] = this.route(method, pathname.slice(1).split("/").map(decodeURIComponent), body);
      const raw = JSON.stringify(value) ?? "";
      send(status, value, this.mood === "truncates" ? raw.slice(0, raw.length / 2) : raw);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      send(error.status, problem(error.code, error.message));
    }
  }

  private keepWaiting(path: string, response: ServerResponse): void {
    if (!path.endsWith("search")) return;
    if (this.waiting === 0) this.waits += 1;
    this.waiting += 1;
    response.once("close", () => {
      this.waiting -= 1;
    });
  }

  private route(method: string, [root = "", uid = "", ...rest]: string[], body: unknown): [number, unknown] {
    const call = [method, root, uid ? "*" : "", ...rest].filter(Boolean).join(" ");
    switch (call) {
      case "GET stats":
        return [
          200,
          {
            indexes: Object.fromEntries(
              [...this.indexes].map(([name, index]) => [name, { numberOfDocuments: index.documents.size }]),
            ),
          },
        ];
      case "GET indexes":
        return [
          200,
          { results: [...this.indexes.keys()].map((name) => ({ uid: name })), total: this.indexes.size },
        ];
      case "POST indexes":
        return this.tasks.enqueue("indexCreation", null, () => this.create((body as { uid: string }).uid));
      case "DELETE indexes *":
        return this.tasks.enqueue("indexDeletion", uid, () => {
          this.existing(uid);
          this.indexes.delete(uid);
        });
      case "GET indexes * settings":
        return [200, this.existing(uid).settings];
      case "PATCH indexes * settings":
        return this.tasks.enqueue("settingsUpdate", uid, () => this.configure(uid, body as Settings));
      case "POST indexes * documents":
        return this.tasks.enqueue("documentAdditionOrUpdate", uid, () =>
          this.add(uid, body as SearchDocument[]),
        );
      case "POST indexes * documents delete-batch":
        return this.tasks.enqueue("documentDeletion", uid, () => this.existing(uid).remove(body as string[]));
      case "DELETE indexes * documents":
        return this.tasks.enqueue("documentDeletion", uid, () => this.existing(uid).clear());
      case "POST indexes * search":
        return [200, answerSearch(this.existing(uid), body as SearchParams)];
      case "POST indexes * facet-search":
        return [200, answerFacetSearch(this.existing(uid), body as SearchParams)];
      case "POST multi-search":
        return [200, answerFederated(body as FederatedMultiSearchParams, (each) => this.existing(each))];
      case "POST swap-indexes":
        return this.tasks.enqueue("indexSwap", null, () =>
          this.swap((body as { indexes: [string, string] }[])[0]!.indexes),
        );
      case "GET tasks *":
        return [200, this.tasks.get(Number(uid))];
      case "GET keys":
        return [200, { results: this.keys, total: this.keys.length }];
      case "POST keys":
        this.keys.push({
          uid: `key-${this.keys.length}`,
          key: `secret-${this.keys.length}`,
          ...(body as object),
        });
        return [201, this.keys.at(-1)];
      case "DELETE keys *":
        this.keys.splice(
          this.keys.findIndex((key) => key["uid"] === uid || key["key"] === uid),
          1,
        );
        return [204, ""];
      default:
        throw new ApiError(404, "not_found", `No route ${call}`);
    }
  }

  private existing(uid: string): FakeIndex {
    const index = this.indexes.get(uid);
    if (!index) throw new ApiError(404, "index_not_found", `Index \`${uid}\` not found.`);
    return index;
  }

  private create(uid: string): void {
    if (this.indexes.has(uid))
      throw new ApiError(400, "index_already_exists", `Index \`${uid}\` already exists.`);
    this.indexes.set(uid, new FakeIndex(uid));
  }

  private configure(uid: string, settings: Settings): void {
    const unknown = Object.keys(settings).find((key) => !KNOWN_SETTINGS.has(key));
    if (unknown) throw new ApiError(400, "bad_request", `Unknown field \`${unknown}\``);
    this.existing(uid).configure(settings);
  }

  private add(uid: string, documents: SearchDocument[]): void {
    const message = this.poison(documents);
    if (message) throw new ApiError(400, "invalid_document_fields", message);
    if (!this.indexes.has(uid)) this.create(uid);
    this.existing(uid).add(documents);
  }

  private swap([a, b]: [string, string]): void {
    const [one, other] = [this.existing(a), this.existing(b)];
    this.indexes.set(a, other);
    this.indexes.set(b, one);
  }
}
