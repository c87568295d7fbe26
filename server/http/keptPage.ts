import { constants, crc32, deflateRawSync } from "node:zlib";

/** RFC 1952: magic, deflate, no flags, no time, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** The head of a stored block: its type, its length, the complement of its length. */
const STORED = 5;

/**
 * A page that is sent again and again with another nonce each time. Everything but the nonce is made once, its compressed
 * form too: compressing a directory anew takes longer than all the rest of the answer.
 */
export class KeptPage {
  private readonly parts: Buffer[];
  private compressed: Buffer[] | null = null;

  /** @param html the page with this nonce */
  constructor(html: string, nonce: string) {
    this.parts = html.split(nonce).map((part) => Buffer.from(part));
  }

  /** The page with another nonce, in pieces: putting them together would be a copy of tens of kilobytes. */
  plain(nonce: string): Buffer[] {
    return joined(this.parts, Buffer.from(nonce));
  }

  /**
   * The same as gzip (RFC 1952): the parts, each deflated by itself, and between them the nonce in a block that is
   * stored as it is (RFC 1951, 3.2.4). No part refers to what stands before it, so any nonce fits.
   */
  gzipped(nonce: string): Buffer[] {
    const last = this.parts.length - 1;
    this.compressed ??= this.parts.map((part, at) =>
      deflateRawSync(part, {
        level: constants.Z_DEFAULT_COMPRESSION,
        finishFlush: at === last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      }),
    );
    const { length } = nonce;
    const stored = Buffer.alloc(STORED + length);
    stored.writeUInt16LE(length, 1);
    stored.writeUInt16LE(~length & 0xffff, 3);
    stored.write(nonce, STORED, "latin1");
    const plain = this.plain(nonce);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(
      // Of nothing, zlib gives the sum of nothing, whatever came before.
      plain.reduce((sum, part) => (part.length > 0 ? crc32(part, sum) : sum), 0),
      0,
    );
    trailer.writeUInt32LE(lengthOf(plain), 4);
    return [HEADER, ...joined(this.compressed, stored), trailer];
  }
}

export const lengthOf = (parts: readonly Buffer[]): number =>
  parts.reduce((sum, part) => sum + part.length, 0);

const joined = (parts: Buffer[], between: Buffer): Buffer[] =>
  parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]));
