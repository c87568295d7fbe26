import { Decimal128, Long } from "bson";

/** A finite number, exactly: `digits × 10^exponent`. */
interface Exact {
  digits: bigint;
  exponent: number;
}

/** Any of BSON's numbers as JavaScript holds them here: int32 and double are plain numbers. */
export type Numeric = number | bigint | Long | Decimal128;

const bsonType = (value: object): unknown => (value as { _bsontype?: unknown })._bsontype;

/** True where the value is one of BSON's numeric types. */
export function isNumeric(value: unknown): value is Numeric {
  if (typeof value === "number" || typeof value === "bigint") return true;
  if (typeof value !== "object" || value === null) return false;
  return bsonType(value) === "Decimal128" || bsonType(value) === "Long";
}

/** The nearest double. */
export function toDouble(value: Numeric): number {
  return typeof value === "number" ? value : Number(value.toString());
}

const power10 = (n: number): bigint => 10n ** BigInt(n);

function exact(value: Numeric): Exact {
  if (typeof value === "number" && !Number.isInteger(value)) {
    // Every double is a dyadic fraction: scale by 2 until whole, then 2^-k = 5^k × 10^-k.
    let scaled = value;
    let k = 0;
    while (!Number.isInteger(scaled)) {
      scaled *= 2;
      k += 1;
    }
    return { digits: BigInt(scaled) * 5n ** BigInt(k), exponent: -k };
  }
  if (typeof value === "number") return { digits: BigInt(value), exponent: 0 };
  const [mantissa = "0", power = "0"] = value.toString().split(/e/i);
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function aligned(a: Exact, b: Exact): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.digits * power10(a.exponent - exponent), b.digits * power10(b.exponent - exponent), exponent];
}

/** Orders two numbers by value whatever their types; NaN is below all others, as in an index. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const x = toDouble(a);
  const y = toDouble(b);
  if (x < y) return -1;
  if (x > y) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  if (typeof a === "number" && typeof b === "number") return 0;
  if (!Number.isFinite(x)) return 0;
  const [p, q] = aligned(exact(a), exact(b));
  return p < q ? -1 : p > q ? 1 : 0;
}

/** `value - nearest double`, as the nearest double: what `toDouble` lost. Zero for plain numbers. */
export function residues(value: Numeric): [number, number] {
  const first = toDouble(value);
  if (typeof value === "number" || !Number.isFinite(first)) return [0, 0];
  const [p, q, exponent] = aligned(exact(value), exact(first));
  if (p === q) return [0, 0];
  const rest = { digits: p - q, exponent };
  const second = Number(`${rest.digits}e${exponent}`);
  const [r, s, e] = aligned(rest, exact(second));
  return [second, Number(`${r - s}e${e}`)];
}

function decimal(digits: bigint, exponent: number): Decimal128 {
  return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
}

/**
 * Sum, difference, product or quotient with MongoDB's type rules: a Decimal128 on either side makes a Decimal128
 * (34 digits), a 64-bit integer on either side stays exact, anything else is a double.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation-arithmetic/
 */
export function arithmetic(op: "+" | "-" | "*" | "/", a: Numeric, b: Numeric): Numeric {
  if (typeof a === "number" && typeof b === "number") {
    return op === "+" ? a + b : op === "-" ? a - b : op === "*" ? a * b : a / b;
  }
  const decimals = a instanceof Decimal128 || b instanceof Decimal128;
  if (!Number.isFinite(toDouble(a)) || !Number.isFinite(toDouble(b))) {
    const result = arithmetic(op, toDouble(a), toDouble(b));
    return decimals ? Decimal128.fromString(String(result)) : result;
  }
  if (!decimals && (op === "/" || ![a, b].every((n) => Number.isInteger(toDouble(n))))) {
    return arithmetic(op, toDouble(a), toDouble(b));
  }
  const x = exact(a);
  const y = exact(b);
  const [p, q, exponent] = aligned(x, y);
  if (!decimals) {
    const whole = Long.fromBigInt(op === "+" ? p + q : op === "-" ? p - q : p * q);
    return Number.isSafeInteger(whole.toNumber()) ? whole.toNumber() : whole;
  }
  if (op === "*") return decimal(x.digits * y.digits, x.exponent + y.exponent);
  if (op === "/") return decimal((p * power10(40)) / q, -40);
  return decimal(op === "+" ? p + q : p - q, exponent);
}
