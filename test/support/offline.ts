import { Socket } from "node:net";
import { expect } from "vitest";

/** The hosts of an address, or of a MongoDB connection string, which may name several. */
const hostsOf = (address = ""): string[] =>
  (/\/\/(?:[^@/]*@)?([^/?]+)/.exec(address)?.[1] ?? "")
    .split(",")
    .filter(Boolean)
    .map((host) => host.replace(/:\d+$/, "").replace(/^\[|\]$/g, ""));

/** This machine, and the servers that the contract suites were told to try. */
const ALLOWED = new Set([
  ...["127.0.0.1", "::1", "localhost"],
  ...[process.env.MEILI_TEST_URL, process.env.MONGODB_TEST_URI].flatMap(hostsOf),
]);
const connect = Socket.prototype.connect;

/** The address of any shape of `connect` arguments: (options), (port, host), (path), or node's own normalised array. */
function hostOf(args: unknown[]): string | null {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) {
    const { path, host } = first as { path?: string; host?: string };
    return path ? null : (host ?? "localhost");
  }
  if (typeof first === "number") return typeof second === "string" ? second : "localhost";
  return null;
}

/** Whatever reaches for the network fails its test: the product makes no request to anyone it was not configured for. */
function offline(this: Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (host !== null && !ALLOWED.has(host)) {
    expect.unreachable(`a test reached for the network: ${host}`);
  }
  return Reflect.apply(connect, this, args);
}

// Read again for each file of a worker, but laid over the real one only once.
if (connect.name !== offline.name) Socket.prototype.connect = offline as typeof connect;
