import { readFile } from "node:fs/promises";
import { withFrenchApostrophe } from "./registerNames.ts";

/** What a commune, or a part of it, was called before it was merged or renamed. */
export type FormerName = { name: string; code: string };

type Renamed = { code: string; name: string };
type Current = { code: string; nom: string; anciensCodes?: string[] };
type Part = { code: string; nom: string; chefLieu: string };

const FILE = new URL("../../seeds/reference/former-communes.json", import.meta.url);

/**
 * The former names of each commune of today, by its code. Parts that still have a standing (communes déléguées, communes
 * associées) come with the register; of the others it only keeps the codes, and their names come from our own list.
 */
export async function readFormerNames(
  current: readonly Current[],
  parts: readonly Part[],
): Promise<Map<string, FormerName[]>> {
  const list = JSON.parse(await readFile(FILE, "utf8")) as Renamed[];
  const names = new Map(list.map(({ code, name }) => [code, name]));
  const former = new Map<string, FormerName[]>();
  for (const { code, nom, anciensCodes = [] } of current) {
    const own = withFrenchApostrophe(nom);
    const found = [code, ...anciensCodes].flatMap((old) => {
      const name = names.get(old);
      return name && name !== own ? [{ code: old, name }] : [];
    });
    if (found.length > 0) former.set(code, found);
  }
  const todays = new Map(current.map(({ code, nom }) => [code, nom]));
  for (const { code, nom, chefLieu } of parts) {
    if (todays.get(chefLieu) === nom) continue;
    const found = former.get(chefLieu) ?? [];
    found.push({ code, name: withFrenchApostrophe(nom) });
    former.set(chefLieu, found);
  }
  return former;
}
