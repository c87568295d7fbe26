import { z } from "zod";
import {
  CANCEL_REASONS,
  DECLINE_REASONS,
  MATCH_STATUSES,
  type PersonMatchAction,
  REJECT_REASONS,
} from "../domain/match.ts";
import {
  date,
  email,
  id,
  line,
  mode,
  notes,
  page,
  password,
  periodOf,
  phone,
  properName,
  text,
  version,
} from "../http/fields.ts";

export const requestInput = z.strictObject({
  candidate: z.strictObject({
    kind: z.enum(
      ["expert", "peer"],
      "On met en relation avec un expert (expert) ou une collectivité (peer).",
    ),
    id,
  }),
  fileNote: notes.fileNote.describe(
    "Pour les conseillers : obligatoire pour solliciter à nouveau qui a décliné ce besoin.",
  ),
});
export type RequestInput = z.output<typeof requestInput>;

/** What every transition takes; a coded reason where the table asks for one. */
const step = { version, ...notes };
const moveInput = z.strictObject(step);
const rejectInput = z.strictObject({
  ...step,
  reason: z.enum(REJECT_REASONS, "Choisissez une raison."),
});
const cancelInput = z.strictObject({
  ...step,
  reason: z.enum(CANCEL_REASONS, "Choisissez une raison."),
});
/** What is asked of a mission that has no dates, day by day. */
export const MISSION_DAYS = {
  from: "Écrivez le premier jour de la mission.",
  to: "Écrivez le dernier jour de la mission.",
};
const mission = z.strictObject({ period: periodOf(MISSION_DAYS), mode: mode.nullable().default(null) });
const engageInput = z.strictObject({
  ...step,
  mission: mission.optional().describe("Sans elle, les dates du besoin ; obligatoire s’il n’en a pas."),
});
const changeMissionInput = z.strictObject({ ...step, mission });
const completeInput = z.strictObject({
  ...step,
  early: z
    .boolean("Dites si la mission finit avant ses dates.")
    .optional()
    .describe("false : refuser tant que les dates de la mission ne sont pas passées."),
});

/** How to reach a candidate that has nobody here: an address to invite, or CUF. */
const reach = z.discriminatedUnion(
  "by",
  [z.strictObject({ by: z.literal("address"), email }), z.strictObject({ by: z.literal("cuf") })],
  "Choisissez comment joindre ce candidat.",
);
const validateInput = z.strictObject({ ...step, reach: reach.optional() });

/** What a party answered to CUF, for an adviser who records it in its name. */
const answered = z.strictObject({
  who: line(3, 120, "Dites qui a répondu."),
  on: date,
  said: text(600).pipe(z.string().min(3, "Dites ce qui a été répondu.")),
  email: email.optional(),
  phone: phone.optional(),
});
const declineInput = z.strictObject({
  ...step,
  answered: answered.optional(),
  reason: z.enum(DECLINE_REASONS, "Choisissez une raison."),
});
const acceptInput = z.strictObject({ ...step, answered: answered.optional() });

/** The body of each transition. */
export const BODIES = {
  shortlist: moveInput,
  validate: validateInput,
  withdraw: moveInput,
  reject: rejectInput,
  accept: acceptInput,
  decline: declineInput,
  engage: engageInput,
  "confirm-mission": moveInput,
  "change-mission": changeMissionInput,
  complete: completeInput,
  cancel: cancelInput,
} as const satisfies Record<PersonMatchAction, z.ZodType>;

export type MoveInput = {
  version: number;
  note?: string | undefined;
  fileNote?: string | undefined;
  reason?: string | undefined;
  mission?: z.output<typeof mission> | undefined;
  early?: boolean | undefined;
  reach?: z.output<typeof reach> | undefined;
  answered?: z.output<typeof answered> | undefined;
};

/** What the page of an invitation asks of who has no account yet. */
export const invitedAccount = z.strictObject({ name: properName(120), password });

/** What an adviser notes of a call that brought no answer yet. */
export const callInput = z.strictObject({
  fileNote: text(1000).pipe(z.string().min(3, "Dites qui vous avez joint, ou essayé de joindre.")),
});

export const matchListQuery = z.strictObject({
  status: z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.enum(MATCH_STATUSES, "Cet état n’existe pas.").optional(),
  ),
  need: id.optional(),
  page,
});
export type MatchListQuery = z.output<typeof matchListQuery>;

const contact = z.object({
  name: z.string(),
  organisation: z.string().nullable(),
  email: z.string(),
  phone: z.string().nullable(),
});

export const matchOutput = z.object({
  id: z.string(),
  status: z.enum(MATCH_STATUSES),
  version: z.number(),
  need: z.object({
    id: z.string(),
    title: z.string(),
    organisation: z.object({ id: z.string(), name: z.string() }),
  }),
  candidate: z.object({ kind: z.enum(["expert", "peer"]), id: z.string(), title: z.string() }),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      action: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      reason: z.string().nullable(),
      note: z.string().nullable().describe("Ce qui a été écrit aux personnes concernées."),
      before: z
        .string()
        .nullable()
        .describe("Ce qui était noté auparavant, quand l’étape l’a changé : les dates d’une mission."),
      fileNote: z
        .string()
        .nullable()
        .optional()
        .describe("Ce qui a été écrit au dossier : pour les conseillers."),
    }),
  ),
  mission: z.object({ from: z.string(), to: z.string(), mode: mode.nullable() }).nullable(),
  missionAgreedBy: z
    .array(z.enum(["asker", "candidate"]))
    .describe("Qui a noté ou confirmé les dates de la mission : la structure qui demande, le candidat."),
  contacts: z
    .object({ asker: z.array(contact), candidate: z.array(contact) })
    .optional()
    .describe("Seulement quand la mise en relation a été acceptée."),
});
