import { readablePhone } from "../contact/phoneNumber.ts";
import type { ExpertContent } from "../domain/expert.ts";
import type { Posted } from "../http/forms.ts";
import type { ExpertRecord } from "./model.ts";

/** A profile before anything was written. */
export function blankProfile(): ExpertContent {
  return {
    kind: "agent",
    headline: "",
    bio: "",
    skills: [],
    themes: [],
    countries: [],
    languages: [],
    organisation: null,
    departement: null,
    modes: [],
    availability: [],
    missionsPerYear: 1,
    yearsOfExperience: 0,
  };
}

/** The fields of the editor's form, as a browser would send them, for a profile or for none yet. */
export function fieldsOfProfile(record: ExpertRecord | null, name: string, phone: string | null): Posted {
  if (!record)
    return {
      ...blankProfile(),
      kind: "",
      name,
      phone: phone === null ? "" : readablePhone(phone),
      skills: "",
    };
  return {
    ...record,
    phone: record.contact.phone === null ? "" : readablePhone(record.contact.phone),
    skills: record.skills.join("\n"),
    organisation: record.organisation ?? "",
    departement: record.departement ?? "",
  };
}
