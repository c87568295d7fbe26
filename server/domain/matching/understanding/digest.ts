/** No code unit of a text. */
const END = 0x10000;

/**
 * A 53-bit digest of texts, in base 36 (cyrb53, public domain, after MurmurHash): short enough for a key, long enough
 * that two texts of one database do not share it by chance.
 */
export function digest(...texts: string[]): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const text of texts) {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    // Where one text ends is part of what is said.
    a = Math.imul(a ^ END, 2654435761);
    b = Math.imul(b ^ END, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
