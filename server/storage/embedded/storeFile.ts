import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open, type RootDatabase } from "lmdb";
import { OperatorError } from "../../errors.ts";

/**
 * Where lmdb keeps what says whether a file is whole: it maps the file and believes it, so that a page that is not there
 * ends the process with a signal. Offsets of lmdb's data format 2, as its `mdb.c` lays them out (`MDB_page`, `MDB_meta`).
 */
const MAGIC = 0xbeefc0de;
const FORMAT = 2;
const HEADER = 24;
const META = {
  magic: 24,
  format: 28,
  pageSize: 48,
  freeRoot: 88,
  root: 136,
  lastPage: 144,
  transaction: 152,
};
const META_LENGTH = 168;
const PAGE = { number: 0, flags: 18, lower: 20, count: 20 };
const FLAG = { branch: 1, leaf: 2, meta: 8 };
const NODE = { keySize: 6, key: 8, isLarge: 1 };
const NO_PAGE = (1n << 64n) - 1n;
/** A tree of lmdb's is never deeper (`CURSOR_STACK`). */
const DEEPEST = 32;

interface Meta {
  pageSize: number;
  roots: bigint[];
  lastPage: bigint;
  transaction: bigint;
}

/** Whether the bytes begin as a store's file does. */
export const isStoreFile = (bytes: Buffer): boolean =>
  bytes.length >= META_LENGTH && bytes.readUInt32LE(META.magic) === MAGIC;

function readMeta(bytes: Buffer): Meta | undefined {
  if (!isStoreFile(bytes) || (bytes.readUInt32LE(META.format) & 0xffff) !== FORMAT) return undefined;
  if ((bytes.readUInt16LE(PAGE.flags) & FLAG.meta) === 0) return undefined;
  const pageSize = bytes.readUInt32LE(META.pageSize);
  if (pageSize < 256 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  return {
    pageSize,
    roots: [META.freeRoot, META.root].map((at) => bytes.readBigUInt64LE(at)),
    lastPage: bytes.readBigUInt64LE(META.lastPage),
    transaction: bytes.readBigUInt64LE(META.transaction),
  };
}

/** The pages that a page points to, or undefined where it is none that a tree may hold. */
function childrenOf(page: Buffer, number: bigint): { branch: boolean; children: bigint[] } | undefined {
  const flags = page.readUInt16LE(PAGE.flags);
  const branch = (flags & FLAG.branch) !== 0;
  const lower = page.readUInt16LE(PAGE.lower);
  const isTree = branch !== ((flags & FLAG.leaf) !== 0);
  if (!isTree || page.readBigUInt64LE(PAGE.number) !== number || lower % 2 !== 0) return undefined;
  const children: bigint[] = [];
  for (let at = HEADER; at < HEADER + lower; at += 2) {
    const node = at + 2 > page.length ? page.length : page.readUInt16LE(at) + HEADER;
    if (node + NODE.key > page.length) return undefined;
    const [low, high, more] = [0, 2, 4].map((part) => BigInt(page.readUInt16LE(node + part)));
    if (branch) children.push(low! | (high! << 16n) | (more! << 32n));
    else if ((more! & BigInt(NODE.isLarge)) !== 0n) {
      const value = node + NODE.key + page.readUInt16LE(node + NODE.keySize);
      if (value + 8 > page.length) return undefined;
      children.push(page.readBigUInt64LE(value));
    }
  }
  return { branch, children };
}

/**
 * Looks at a store's file before lmdb maps it: its first pages, its length, and that the pages which lead to the others are
 * there. A file may be shorter than its last page where that one is free; then all that is in use is looked at.
 * @throws one sentence where the file is no store or not whole.
 */
export function lookAtStoreFile(path: string): void {
  const damaged = (how: string): OperatorError =>
    new OperatorError(
      `${path} is damaged (${how}): move it away, and put a backup in its place with \`npm run restore -- FILE\`.`,
    );
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    };
    const first = readMeta(read(0, META_LENGTH));
    if (!first) throw damaged(size === 0 ? "it is empty" : "it does not begin as a store does");
    const { pageSize } = first;
    const second = readMeta(read(pageSize, META_LENGTH));
    if (!second || second.pageSize !== pageSize) throw damaged("its second page is not a store’s");
    const meta = first.transaction > second.transaction ? first : second;
    const pages = BigInt(Math.floor(size / pageSize));
    const isShort = pages <= meta.lastPage;
    const cutShort = () => damaged(`it ends after ${size} bytes, before what it holds`);
    const headerOf = (number: bigint): Buffer => {
      if (number >= pages) throw cutShort();
      return read(Number(number) * pageSize, HEADER);
    };
    const isLeaf = (number: bigint) => (headerOf(number).readUInt16LE(PAGE.flags) & FLAG.leaf) !== 0;
    /** A large value takes several pages, of which the first says how many. */
    const lengthOf = (number: bigint, branch: boolean): bigint =>
      branch ? 1n : BigInt(headerOf(number).readUInt32LE(PAGE.count));
    const waiting = meta.roots.filter((root) => root !== NO_PAGE).map((number) => ({ number, level: 0 }));
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const { number, level } = each;
      if (number >= pages) throw cutShort();
      const found = childrenOf(read(Number(number) * pageSize, pageSize), number);
      if (!found || level > DEEPEST) throw damaged(`its page ${number} is not readable`);
      const { branch, children } = found;
      if (children.some((child) => child + lengthOf(child, branch) > pages)) throw cutShort();
      // Leaves are most of the file: the first page below a branch tells whether they are next.
      if (branch && (isShort || !isLeaf(children[0]!)))
        for (const child of children) waiting.push({ number: child, level: level + 1 });
    }
  } finally {
    closeSync(file);
  }
}

/** The database of a store's file, for reading alone; lmdb lets a service write meanwhile. */
export function openToRead(path: string): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path,
    readOnly: true,
    noSubdir: true,
    encoding: "binary",
    keyEncoding: "binary",
  });
}
