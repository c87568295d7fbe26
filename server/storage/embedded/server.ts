import { chmodSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { Commands } from "./commands.ts";
import { errorFields } from "./errors.ts";
import { FrameReader, readFrame, writeFrame } from "./framing.ts";

/** Told of what an operator should know; never of a document's content. */
export type Log = (line: string) => void;

/** A connection's commands, one after another; a malformed frame closes it and nothing else. */
function serve(socket: Socket, commands: Commands, log: Log): () => Promise<void> {
  const frames = new FrameReader();
  let last: Promise<void> = Promise.resolve();
  const drop = (error: unknown): void => {
    log(`embedded store: connection closed: ${error instanceof Error ? error.message : String(error)}`);
    socket.destroy();
  };
  const answer = async (bytes: Buffer): Promise<void> => {
    if (socket.destroyed) return;
    const request = readFrame(bytes);
    const reply = await commands.run(request.body);
    if (!request.answer || socket.destroyed) return;
    let frame: Buffer;
    try {
      frame = writeFrame(request, reply);
    } catch (error) {
      // What cannot be written as one document is an error and not the end of the connection.
      frame = writeFrame(request, { ok: 0, ...errorFields(error) });
    }
    if (socket.write(frame)) return;
    await new Promise<void>((resolve) => {
      // Both are taken off: a connection lives for long, and waits many times.
      const go = (): void => {
        socket.off("drain", go).off("close", go);
        resolve();
      };
      socket.on("drain", go).on("close", go);
    });
  };
  socket.on("data", (chunk: Buffer) => {
    try {
      for (const frame of frames.push(chunk)) last = last.then(() => answer(frame)).catch(drop);
    } catch (error) {
      drop(error);
    }
  });
  socket.on("error", () => socket.destroy());
  return () => last;
}

/** Serves commands on a Unix socket that only its owner may open. */
export async function listen(
  path: string,
  commands: Commands,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const open = new Map<Socket, () => Promise<void>>();
  const server: Server = createServer((socket) => {
    open.set(socket, serve(socket, commands, log));
    socket.on("close", () => open.delete(socket));
  });
  // Until the next line the directory, 0700, keeps others out.
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
  chmodSync(path, 0o600);
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([
        Promise.all([...open.values()].map((finished) => finished())),
        new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
      ]);
      for (const socket of open.keys()) socket.end().destroySoon();
      await closed;
    },
  };
}
