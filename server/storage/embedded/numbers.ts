import { Decimal128, Long } from "bson";

/** A finite number: `digits × 10^exponent`. A double is its shortest decimal text. */
type Exact = [digits: bigint, exponent: number];

/** Any of BSON's numbers as JavaScript holds them here: int32 and double are plain numbers. */
export type Numeric = number | Long | Decimal128;

/** True where the value is one of BSON's numeric types. */
export function isNumeric(value: unknown): value is Numeric {
  if (typeof value === "number") return true;
  const type = (value as { _bsontype?: string } | null | undefined)?._bsontype;
  return type === "Decimal128" || type === "Long";
}

/** The nearest double. */
export function toDouble(value: Numeric): number {
  return typeof value === "number" ? value : Number(value.toString());
}

function exact(value: Numeric): Exact {
  const [mantissa = "0", power = "0"] = value.toString().split(/e/i);
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return [BigInt(whole + fraction), Number(power) - fraction.length];
}

/** Both numbers as digits of one exponent. */
function aligned([a, i]: Exact, [b, j]: Exact): [bigint, bigint, number] {
  const exponent = Math.min(i, j);
  return [a * 10n ** BigInt(i - exponent), b * 10n ** BigInt(j - exponent), exponent];
}

/**
 * What the nearest double lost, as the nearest double, and what that lost again: together they hold the 34 digits of a
 * Decimal128. Zero for plain numbers.
 */
export function residues(value: Numeric): [number, number] {
  const nearest = toDouble(value);
  if (typeof value === "number" || !Number.isFinite(nearest)) return [0, 0];
  const [p, q, exponent] = aligned(exact(value), exact(nearest));
  const second = Number(`${p - q}e${exponent}`);
  const [r, s, last] = aligned([p - q, exponent], exact(second));
  return [second, Number(`${r - s}e${last}`)];
}

const OF_DOUBLES = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  // Integers have no -0.
  "*": (a: number, b: number) => a * b + 0,
  "/": (a: number, b: number) => a / b,
};
export type Operation = keyof typeof OF_DOUBLES;

/**
 * Sum, difference, product or quotient with MongoDB's type rules: a Decimal128 on either side makes a Decimal128
 * (34 digits), a 64-bit integer on either side stays exact, anything else is a double.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation-arithmetic/
 */
export function arithmetic(op: Operation, a: Numeric, b: Numeric): Numeric {
  const plain = typeof a === "number" && typeof b === "number";
  const decimals = a instanceof Decimal128 || b instanceof Decimal128;
  const doubles = [toDouble(a), toDouble(b)] as const;
  const whole = op !== "/" && doubles.every(Number.isInteger);
  if (plain || !doubles.every(Number.isFinite) || !(decimals || whole)) {
    const result = OF_DOUBLES[op](...doubles);
    return decimals ? Decimal128.fromString(String(result)) : result;
  }
  const [x, y] = [exact(a), exact(b)];
  const [p, q, exponent] = aligned(x, y);
  const [digits, power] = {
    "+": (): Exact => [p + q, exponent],
    "-": (): Exact => [p - q, exponent],
    "*": (): Exact => [x[0] * y[0], x[1] + y[1]],
    "/": (): Exact => [(p * 10n ** 40n) / q, -40],
  }[op]();
  if (decimals) return Decimal128.fromStringWithRounding(`${digits}E${power}`);
  const long = Long.fromBigInt(digits * 10n ** BigInt(power));
  return Number.isSafeInteger(long.toNumber()) ? long.toNumber() : long;
}
