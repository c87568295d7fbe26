import { z } from "zod";
import { id } from "../http/fields.ts";

const whole = (least: number, most: number) =>
  z
    .number("Écrivez un nombre.")
    .int("Écrivez un nombre entier.")
    .min(least, `Au moins ${least}.`)
    .max(most, `Au plus ${most}.`);

export const DEFAULTS = { most: 2, least: 60, wanted: 1 };

export const assignmentInput = z.strictObject({
  most: whole(1, 10).default(DEFAULTS.most),
  least: whole(0, 100).default(DEFAULTS.least),
  wanted: whole(1, 3).default(DEFAULTS.wanted),
});
export type AssignmentInput = z.output<typeof assignmentInput>;

export const acceptInput = z.strictObject({ need: id, expert: id, page: z.string().max(6).optional() });
