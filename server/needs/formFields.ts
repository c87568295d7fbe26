import type { Request } from "express";
import { MODE_LABELS, MODES, NEED_KIND_LABELS, NEED_KINDS } from "../domain/vocabulary.ts";
import { markOf } from "../http/formMark.ts";
import { asList, asNumber, asPeriod, orAbsent, orNull, type Posted, postedFields } from "../http/forms.ts";
import type { Labels } from "../reference/labels.ts";
import type { Sight } from "./merge.ts";
import type { NeedRecord } from "./model.ts";

/** Browser fields of a need's form → the input of its schema; fields that the form does not know are left for it to refuse. */
export function readNeed({ send, need, seen, compared, choice, ...fields }: Posted): Posted {
  return {
    ...fields,
    kinds: asList(fields.kinds),
    themes: asList(fields.themes),
    countries: asList(fields.countries),
    languages: asList(fields.languages),
    odd: asList(fields.odd).map(asNumber),
    dismissed: asList(fields.dismissed),
    // One end of a period that is still being typed is left out by the form's script: that says nothing of the other.
    period: fields.period === undefined ? undefined : asPeriod(fields.period),
    mode: orNull(fields.mode),
    organisation: orAbsent(fields.organisation),
    ...(fields.version === undefined ? {} : { version: asNumber(orAbsent(fields.version)) }),
  };
}

/** What a need's form says of what it began with. */
export function sightOf(request: Request): Sight {
  const { seen, compared, choice } = postedFields(request);
  return {
    seen,
    compared,
    form: markOf(request)?.key,
    choice: typeof choice === "object" && choice !== null ? (choice as Record<string, unknown>) : {},
  };
}

/** The fields of the form, as a browser would send them, for a need or for none yet. */
export function fieldsOfNeed(record: NeedRecord | null): Posted {
  if (!record)
    return { title: "", description: "", kinds: [], themes: [], countries: [], odd: [], languages: [] };
  const {
    title,
    description,
    kinds,
    themes,
    countries,
    odd,
    languages,
    period,
    mode,
    version,
    organisation,
  } = record;
  const dismissed = record.dismissed ?? [];
  return {
    title,
    description,
    kinds,
    themes,
    countries,
    odd,
    languages,
    period,
    mode,
    dismissed,
    version,
    organisation,
  };
}

/** The fields after a press on « Ce n’est pas cela » or « Rétablir » beside the form; null where none was pressed. */
export function correctedFields({ dismiss, restore, ...fields }: Posted): Posted | null {
  if (dismiss === undefined && restore === undefined) return null;
  const kept = asList(fields.dismissed).filter((code) => code !== restore && code !== dismiss);
  return { ...fields, dismissed: dismiss === undefined ? kept : [...kept, dismiss] };
}

/** What the form offers to choose from. */
export function needChoices(labels: Labels) {
  return {
    kindOptions: NEED_KINDS.map((value) => ({ value, label: NEED_KIND_LABELS[value] })),
    modeOptions: [
      ...MODES.map((value) => ({ value, label: MODE_LABELS[value] })),
      { value: "", label: "Peu importe" },
    ],
    themeOptions: labels.themes.map((choice) => ({ ...choice, themeCode: choice.value })),
    countryOptions: labels.countries,
    languageOptions: labels.languages,
    sdgOptions: labels.sdgs.map(({ number, title }) => ({
      value: String(number),
      label: `${number}. ${title}`,
    })),
  };
}
