import { compareNumbers, type Numeric } from "./numbers.ts";

/**
 * BSON's comparison order: first by type, then by value.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export const RANK = {
  minKey: 0x08,
  emptyArray: 0x0c,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  object: 0x38,
  array: 0x40,
  binary: 0x48,
  objectId: 0x50,
  boolean: 0x58,
  date: 0x60,
  timestamp: 0x68,
  regex: 0x70,
  code: 0x78,
  maxKey: 0xf0,
} as const;

const BSON_RANK: Record<string, number> = {
  MinKey: RANK.minKey,
  MaxKey: RANK.maxKey,
  Long: RANK.number,
  Decimal128: RANK.number,
  Int32: RANK.number,
  Double: RANK.number,
  BSONSymbol: RANK.string,
  Binary: RANK.binary,
  ObjectId: RANK.objectId,
  Timestamp: RANK.timestamp,
  BSONRegExp: RANK.regex,
  Code: RANK.code,
};

/** Place of a value's type in BSON's comparison order. Missing counts as null. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case "number":
    case "bigint":
      return RANK.number;
    case "string":
      return RANK.string;
    case "boolean":
      return RANK.boolean;
    case "symbol":
      return RANK.emptyArray;
  }
  if (value === null || value === undefined) return RANK.null;
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof Date) return RANK.date;
  if (value instanceof RegExp) return RANK.regex;
  if (value instanceof Uint8Array) return RANK.binary;
  const name = (value as { _bsontype?: string })._bsontype;
  return (name && BSON_RANK[name]) || RANK.object;
}

/** Bytes, subtype and length of a binary value, whichever class holds it. */
export function binaryParts(value: unknown): { subtype: number; bytes: Uint8Array } {
  if (value instanceof Uint8Array) return { subtype: 0, bytes: value };
  const binary = value as { sub_type: number; value(): Uint8Array };
  return { subtype: binary.sub_type, bytes: binary.value() };
}

/** Pattern and options of a regular expression, whichever class holds it. */
export function regexParts(value: unknown): [string, string] {
  if (value instanceof RegExp) return [value.source, value.flags];
  const regex = value as { pattern: string; options: string };
  return [regex.pattern, regex.options];
}

const SURROGATE = /[\ud800-\udfff]/;
const order = (a: number | string | bigint, b: number | string | bigint): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** Strings by their UTF-8 bytes, as MongoDB orders them without a collation. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return order(a, b);
}

export type StringOrder = (a: string, b: string) => number;

/** Orders any two values in BSON's comparison order; strings by `strings` (a collation) where given. */
export function compareValues(a: unknown, b: unknown, strings: StringOrder = compareStrings): number {
  const rank = rankOf(a);
  const byType = rank - rankOf(b);
  if (byType !== 0) return byType;
  switch (rank) {
    case RANK.number:
      return compareNumbers(a as Numeric, b as Numeric);
    case RANK.string:
      return strings(String(a), String(b));
    case RANK.boolean:
    case RANK.date:
      return order(Number(a), Number(b));
    case RANK.objectId:
      return order(String(a), String(b));
    case RANK.timestamp:
      return order(BigInt(String(a)), BigInt(String(b)));
    case RANK.binary: {
      const x = binaryParts(a);
      const y = binaryParts(b);
      return x.bytes.length - y.bytes.length || x.subtype - y.subtype || Buffer.compare(x.bytes, y.bytes);
    }
    case RANK.regex:
    case RANK.code: {
      const [x, y] = rank === RANK.regex ? [regexParts(a), regexParts(b)] : [[String(a)], [String(b)]];
      return compareStrings(x.join("\0"), y.join("\0"));
    }
    case RANK.array:
      return compareLists(a as unknown[], b as unknown[], strings);
    case RANK.object:
      return compareObjects(a as object, b as object, strings);
  }
  return 0;
}

function compareLists(a: unknown[], b: unknown[], strings: StringOrder): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const result = compareValues(a[i], b[i], strings);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

function compareObjects(a: object, b: object, strings: StringOrder): number {
  const x = Object.entries(a);
  const y = Object.entries(b);
  for (let i = 0; i < x.length && i < y.length; i += 1) {
    const [nameX, valueX] = x[i]!;
    const [nameY, valueY] = y[i]!;
    const result =
      rankOf(valueX) - rankOf(valueY) ||
      compareStrings(nameX, nameY) ||
      compareValues(valueX, valueY, strings);
    if (result !== 0) return result;
  }
  return x.length - y.length;
}

/** True where two values are equal as MongoDB's `$eq` sees them: 1 and Long(1) are, null and missing too. */
export function sameValue(a: unknown, b: unknown, strings?: StringOrder): boolean {
  return a === b || compareValues(a, b, strings) === 0;
}

/**
 * The order of strings under a MongoDB collation, by the platform's Unicode collator.
 * https://www.mongodb.com/docs/manual/reference/collation/
 */
export function collationOrder(collation: object | undefined): StringOrder | undefined {
  const {
    locale,
    strength: level,
    caseLevel,
    numericOrdering,
    alternate,
  } = (collation ?? {}) as Record<string, unknown>;
  if (locale === undefined || locale === "simple") return undefined;
  const strength = Number(level ?? 3);
  const sensitivity =
    strength === 1 ? (caseLevel ? "case" : "base") : strength === 2 && !caseLevel ? "accent" : "variant";
  const collator = new Intl.Collator(String(locale), {
    sensitivity,
    numeric: numericOrdering === true,
    ignorePunctuation: alternate === "shifted",
  });
  return collator.compare;
}
