import { hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * The signs of a password in one form (NIST SP 800-63B, 5.1.1.2): one keyboard types « é » as one sign, another as two, and
 * the space of a Mac may be one that does not break.
 */
const oneForm = (password: string): string => password.normalize("NFKC");

/** @returns the argon2id hash with its parameters and salt (the package's default algorithm is argon2id). */
export function hashPassword(password: string): Promise<string> {
  return hash(oneForm(password), OPTIONS);
}

/** A hash of nothing, so that an unknown address takes as long to refuse as a wrong password. */
let decoy: Promise<string> | undefined;

/**
 * Whether `password` is the one behind `passwordHash`; takes as long when there is none. A hash that was made before signs
 * were brought into one form opens too, by what was typed or by the form of another keyboard.
 */
export async function checkPassword(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword("no account has this password");
  const against = passwordHash ?? (await decoy);
  let matches = false;
  for (const form of new Set([
    oneForm(password),
    password,
    password.normalize("NFC"),
    password.normalize("NFD"),
  ])) {
    matches ||= await verify(against, form);
  }
  return passwordHash !== null && matches;
}
