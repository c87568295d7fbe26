import { Socket } from "node:net";
import { expect } from "vitest";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
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
  if (host !== null && !LOOPBACK.has(host)) {
    expect.unreachable(`a test reached for the network: ${host}`);
  }
  return Reflect.apply(connect, this, args);
}

// Read again for each file of a worker, but laid over the real one only once.
if (connect.name !== offline.name) Socket.prototype.connect = offline as typeof connect;
