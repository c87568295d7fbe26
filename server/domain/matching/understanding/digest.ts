/** Where one text ends is part of what is said. */
const END = 0x5bd1e995;

/**
 * A 53-bit digest of texts, in base 36, after cyrb53 (public domain, itself after MurmurHash) two code units at a time:
 * short enough for a key, long enough that two texts of one database do not share it by chance.
 */
export function digest(texts: readonly string[]): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const text of texts) {
    const { length } = text;
    const even = length & ~1;
    for (let i = 0; i < length; i += 2) {
      // The last of an odd number stands alone: asking beyond the end, which answers NaN, would make every look slow.
      // The length below tells « a » from « a\0 ».
      const pair = i < even ? text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16) : text.charCodeAt(i);
      a = Math.imul(a ^ pair, 2654435761);
      b = Math.imul(b ^ pair, 1597334677);
      a ^= a >>> 15;
      b ^= b >>> 13;
    }
    a = Math.imul(a ^ (END + length), 2654435761);
    b = Math.imul(b ^ (END + length), 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
