import type { Context } from "../context.ts";
import { type FieldError, invalid } from "../errors.ts";

type Coded = {
  countries?: string[];
  languages?: string[];
  departement?: string | null;
  /** Each with its kind before it: "theme:…", "country:…", "skill:…". */
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
  ]);
  if (struck) errors.push({ path: "dismissed", message: `« ${struck} » n’est dans aucune liste.` });
  if (errors.length > 0) throw invalid(errors);
}
