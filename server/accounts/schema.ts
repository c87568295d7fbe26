import { z } from "zod";
import { SEAT_ROLES } from "../domain/vocabulary.ts";
import { countryCode, email, id, password, phone, properName } from "../http/fields.ts";

/** An organisation is joined by its id, by its key in the official register, or declared when it is in neither. */
export const organisationChoice = z.union([
  id,
  z
    .string()
    .regex(/^(commune|epci|departement|region):[0-9A-Z]{2,9}$/, "Choisissez une collectivité de la liste."),
]);

export const declaredOrganisation = z.strictObject({
  name: properName(160),
  kind: z.enum(["association", "syndicat", "collectivite-etrangere"], "Choisissez le type de structure."),
  country: countryCode,
});

export const signUpInput = z
  .strictObject({
    profile: z.enum(["member", "expert"], "Dites si vous représentez une structure ou si vous êtes expert."),
    name: properName(120),
    email,
    phone: phone.optional(),
    password,
    organisation: organisationChoice.optional(),
    declared: declaredOrganisation.optional(),
  })
  .refine(({ profile, organisation, declared }) => profile === "expert" || organisation || declared, {
    path: ["organisation"],
    message: "Choisissez votre collectivité ou votre structure.",
  });
export type SignUpInput = z.output<typeof signUpInput>;

export const credentials = z.strictObject({
  email,
  password: z
    .string("Écrivez votre mot de passe.")
    .min(1, "Écrivez votre mot de passe.")
    .max(200, "Ce mot de passe est trop long."),
});
export type Credentials = z.output<typeof credentials>;

export const tokenOutput = z.object({ token: z.string(), expiresAt: z.iso.datetime() });

export const meOutput = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  seats: z.array(
    z.object({ organisation: z.object({ id: z.string(), name: z.string() }), role: z.enum(SEAT_ROLES) }),
  ),
  expert: z.object({ id: z.string(), status: z.string() }).nullable(),
  adviser: z.boolean(),
  admin: z.boolean(),
});
