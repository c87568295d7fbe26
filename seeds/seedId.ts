import { createHash } from "node:crypto";

/**
 * The id of a seeded thing: the same at every seeding, so that addresses and tests can rely on it.
 * @returns 24 hexadecimal characters, as every id of the store
 */
export function seedId(
  kind: "organisation" | "expert" | "need" | "match" | "user" | "audit",
  key: string,
): string {
  return createHash("sha1").update(`${kind}:${key}`).digest("hex").slice(0, 24);
}
