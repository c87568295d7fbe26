import type { Context } from "../context.ts";
import { EXPERT_KINDS, MODES, NEED_KINDS } from "../domain/vocabulary.ts";
import { type FieldError, invalid } from "../errors.ts";

const PERIOD = /^period:\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/;

type Coded = {
  countries?: string[];
  languages?: string[];
  departement?: string | null;
  /** Each with its kind before it, as in `dismissed.ts`: "theme:…", "no-country:…". */
  dismissed?: string[];
};

/**
 * Checks codes against the reference lists; the shape was checked before.
 * @throws 422 that names each field.
 */
export function checkCodes({ labels }: Pick<Context, "labels">, coded: Coded): void {
  const errors: FieldError[] = [];
  const unknown = (values: string[], known: { value: string }[]): string[] => {
    const codes = new Set(known.map(({ value }) => value));
    return values.filter((value) => !codes.has(value));
  };
  const [country] = unknown(coded.countries ?? [], labels.countries);
  if (country) errors.push({ path: "countries", message: `Le pays « ${country} » n’existe pas.` });
  const [language] = unknown(coded.languages ?? [], labels.languages);
  if (language)
    errors.push({ path: "languages", message: `La langue « ${language} » n’est pas dans la liste.` });
  const [departement] = unknown(coded.departement ? [coded.departement] : [], labels.departements);
  if (departement) {
    errors.push({ path: "departement", message: `Le département « ${departement} » n’existe pas.` });
  }
  const read = (kind: string, choices: { value: string }[]) =>
    choices.map(({ value }) => ({ value: `${kind}:${value}` }));
  const [struck] = unknown(coded.dismissed ?? [], [
    ...read("theme", labels.themes),
    ...read("country", labels.countries),
    ...read("skill", labels.skills),
    ...read("language", labels.languages),
    ...read("no-country", labels.countries),
    ...[...NEED_KINDS].map((value) => ({ value: `kind:${value}` })),
    ...[...MODES].map((value) => ({ value: `mode:${value}` })),
    ...[...EXPERT_KINDS].map((value) => ({ value: `no-expert:${value}` })),
    // A period has no list: one that is none is never read, and strikes out nothing.
    ...(coded.dismissed ?? []).filter((code) => PERIOD.test(code)).map((value) => ({ value })),
  ]);
  if (struck) errors.push({ path: "dismissed", message: `« ${struck} » n’est dans aucune liste.` });
  if (errors.length > 0) throw invalid(errors);
}
