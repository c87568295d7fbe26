import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { closeServer } from "../../server/http/closing.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** A server that answers once it is told to, and its port. */
async function open() {
  let answer = (): void => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const server = createServer((request, response) => {
    request.resume().on("end", () => void told.then(() => response.end("fini")));
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { server, answer, port: (server.address() as AddressInfo).port };
}

async function send(port: number, text: string): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  let received = "";
  socket.on("data", (chunk) => {
    received += String(chunk);
  });
  await once(socket, "connect");
  socket.write(text);
  return { socket, received: () => received };
}

const within = async (work: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work;
  return performance.now() - from;
};

describe("a server that is closed", () => {
  it("answers what is in flight, and does not wait for the connection that its client keeps", async () => {
    const { server, answer, port } = await open();
    const arrived = once(server, "request");
    const { socket, received } = await send(port, "GET / HTTP/1.1\r\nHost: bourse\r\n\r\n");
    await arrived;
    const closed = closeServer(server, 20_000);
    let over = false;
    void closed.then(() => {
      over = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([over, received()]).toEqual([false, ""]);
    answer();
    // Sooner than the five seconds that Node would keep the connection.
    expect(await within(closed)).toBeLessThan(2500);
    if (!socket.closed) await once(socket, "close");
    expect(received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*fini/);
  });

  it("cuts off a client that never finishes what it sends, not sooner than it says", async () => {
    const { server, port } = await open();
    const arrived = once(server, "request");
    const { socket } = await send(port, "POST / HTTP/1.1\r\nHost: bourse\r\nContent-Length: 100\r\n\r\n{");
    await arrived;
    const took = await within(closeServer(server, 300));
    expect(took).toBeGreaterThan(290);
    expect(took).toBeLessThan(2500);
    if (!socket.closed) await once(socket, "close");
  });

  it("takes no further connection", async () => {
    const { server, port } = await open();
    await closeServer(server, 1000);
    const refused = connect(port, "127.0.0.1");
    const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNREFUSED");
  });
});
