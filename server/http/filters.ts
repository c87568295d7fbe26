import { z } from "zod";
import { type Refusal, refusalOf } from "./forms.ts";
import { fieldErrors, TOLD } from "./validate.ts";

/** One value or several in an address: always a list, without blanks. */
export const several = <T extends z.ZodType>(items: T) =>
  z.preprocess(
    (value) =>
      value === undefined ? [] : (Array.isArray(value) ? value : [value]).filter((one) => one !== ""),
    items,
  );

/**
 * The query of a list, from an address that people share, edit and send with what mail programs add to it: a wrong
 * value is said and left aside, an unknown one is ignored, so that the page always shows a list.
 */
export function parseAddress<S extends z.ZodType>(
  schema: S,
  raw: Readonly<Record<string, unknown>>,
): Refusal & { query: z.output<S> } {
  let left = { ...raw };
  const refused: z.core.$ZodIssue[] = [];
  // Rules between fields are only read once each field holds: hence as many rounds as there are fields, at most.
  for (let round = 0; round <= Object.keys(raw).length; round += 1) {
    const parsed = schema.safeParse(left, TOLD);
    if (parsed.success) {
      return { query: parsed.data, ...refusalOf(fieldErrors(new z.ZodError(refused))) };
    }
    const unknown = parsed.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" ? issue.keys : [],
    );
    const issues = parsed.error.issues.filter((issue) => issue.code !== "unrecognized_keys");
    refused.push(...issues);
    const dropped = new Set([...unknown, ...issues.map((issue) => String(issue.path[0] ?? ""))]);
    left = Object.fromEntries(Object.entries(left).filter(([key]) => !dropped.has(key)));
  }
  throw new Error("The schema of a list's address must accept an empty one.");
}
