import type { z } from "zod";
import { type FieldError, invalid } from "../errors.ts";

const UNKNOWN_FIELD = "Ce champ n’existe pas.";
const MISSING = "Ce champ est obligatoire.";

/** How input is read where `fieldErrors` tells what is wrong: without it, zod does not say what came. */
export const TOLD = { reportInput: true };

/** The error of an input that was read with `TOLD`, as fields with French sentences; unknown fields are named one by one. */
export function fieldErrors(error: z.ZodError, root = "body"): FieldError[] {
  const pathOf = (issue: z.core.$ZodIssue): string => issue.path.join(".") || root;
  const otherType = new Set(error.issues.filter(({ code }) => code === "invalid_type").map(pathOf));
  return error.issues.flatMap((issue): FieldError[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: UNKNOWN_FIELD }));
    }
    // A text in the place of a list has a length too, of which zod says more: beside the point.
    if (issue.code !== "invalid_type" && otherType.has(pathOf(issue))) return [];
    return [{ path: pathOf(issue), message: frenchMessage(issue) }];
  });
}

/** Messages of our own are French already; zod's own are replaced by what they mean. */
function frenchMessage(issue: z.core.$ZodIssue): string {
  if (/[éèàùçêîôû’]|Écri|Choisi|^Au |^Un |^Les |^Ce |^Dites|^On /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? MISSING : "Cette valeur n’est pas du bon type.";
    case "invalid_value":
      return issue.input === undefined ? MISSING : "Cette valeur n’est pas valable.";
    case "too_big":
      return "Cette valeur est trop grande.";
    case "too_small":
      return "Cette valeur est trop petite.";
    default:
      return "Cette valeur n’est pas valable.";
  }
}

/** @returns the schema's output. @throws 422 that names each wrong field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, root?: string): z.output<S> {
  const parsed = schema.safeParse(value, TOLD);
  if (!parsed.success) throw invalid(fieldErrors(parsed.error, root));
  return parsed.data;
}
