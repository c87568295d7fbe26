import type { Request } from "express";
import { MARK_FIELD } from "./formMark.ts";

export type Posted = Record<string, unknown>;

/** The posted fields without what belongs to sending: the token of the session and the form's mark. */
export function postedFields(request: Request): Posted {
  const { _csrf, [MARK_FIELD]: _mark, ...fields } = (request.body ?? {}) as Posted;
  return fields;
}

/** Every field of type password is named so, whatever else its name says. */
const SECRET = /password/i;

/** What was posted, as a browser would send it: each name with its values. Passwords are left out. */
export function namedValues(fields: Posted): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const waiting = Object.entries(fields).reverse();
  while (waiting.length > 0) {
    const [name, value] = waiting.pop() as [string, unknown];
    if (SECRET.test(name)) continue;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
      found.set(name, value);
    } else if (typeof value === "object" && value !== null) {
      const inner = Object.entries(value).map(
        ([key, item]) => [`${name}[${key}]`, item] as [string, unknown],
      );
      waiting.push(...inner.reverse());
    } else if (typeof value === "string") {
      found.set(name, [value]);
    }
  }
  return found;
}

/** The posted fields without passwords, at whatever depth. */
export function withoutSecrets(fields: Posted): Posted {
  const kept = JSON.stringify(fields, (key, value) => (SECRET.test(key) ? undefined : value));
  return JSON.parse(kept) as Posted;
}

const words = new Intl.Segmenter("fr", { granularity: "word" });

/** What somebody wrote among posted values: texts of several words, and not codes, numbers or ids. */
export function writtenTexts(values: Iterable<string[]>): string[] {
  const isText = (value: string) => {
    const found = [...words.segment(value.slice(0, 200))].filter(({ isWordLike }) => isWordLike);
    return /\s/.test(value.trim()) && found.length > 1;
  };
  return [...new Set([...values].flat().filter(isText))];
}
