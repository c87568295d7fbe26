import type { RequestHandler } from "express";
import { invalid } from "../errors.ts";

/** The names that every object answers to: `toString`, `constructor`, `__proto__` … */
const RESERVED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether a reserved name stands anywhere in `value`; without recursion, since what is sent may be very deep. */
function holdsReserved(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== "object" || one === null) continue;
    for (const [name, inner] of Object.entries(one)) {
      if (RESERVED.has(name)) return true;
      waiting.push(inner);
    }
  }
  return false;
}

const offending = (fields: unknown): string[] =>
  Object.entries(fields ?? {}).flatMap(([field, value]) =>
    RESERVED.has(field) || holdsReserved(value) ? [field] : [],
  );

/**
 * Refuses (422, by field) what would hide the names that every object has: a value that brings its own `toString` cannot
 * even be shown again in the form that it was sent with, and no field of ours is called so.
 */
export const refuseReservedNames: RequestHandler = (request, _response, next) => {
  const fields = [...offending(request.query), ...offending(request.body)];
  if (fields.length > 0) {
    throw invalid(
      fields.map((path) => ({ path, message: "Ce champ contient un nom qui n’est pas permis." })),
    );
  }
  next();
};
