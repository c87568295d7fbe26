import type { Context } from "../context.ts";
import { readDismissed } from "../domain/matching/understanding/dismissed.ts";
import { THEME_CODES } from "../domain/vocabulary.ts";
import { invalid } from "../errors.ts";
import type { NeedRecord } from "./model.ts";
import { type CorrectionInput, MAX_COUNTRIES, MAX_DISMISSED, MAX_THEMES, type NeedChange } from "./schema.ts";
import { editNeed, getNeed } from "./usecases.ts";

/**
 * Corrects one thing that was understood of a need: it counts no more, counts again, or is ticked as the author's own.
 * What the author says wins over what was read.
 * @throws 403 for who may not edit it; 409 for an old version; 422.
 */
export async function correctNeed(
  context: Context,
  id: string,
  { version, code, dismiss, confirm }: CorrectionInput,
): Promise<NeedRecord> {
  const need = await getNeed(context, id);
  const dismissed = (need.dismissed ?? []).filter((known) => known !== code);
  if (dismiss === "1") dismissed.push(code);
  if (dismissed.length > MAX_DISMISSED) {
    throw invalid([
      { path: "dismissed", message: `Récusez-en ${MAX_DISMISSED} au plus, ou reformulez le texte.` },
    ]);
  }
  const ticked = confirm ? confirmed(need, code) : {};
  return editNeed(context, id, { ...ticked, version, dismissed });
}

/** The list that a confirmed code joins. */
function confirmed(need: NeedRecord, said: string): NeedChange {
  const read = readDismissed(said);
  const theme = THEME_CODES.find((code) => read?.kind === "theme" && code === read.code);
  if (theme) {
    const themes = [...new Set([...need.themes, theme])];
    if (themes.length <= MAX_THEMES) return { themes };
    throw invalid([
      { path: "themes", message: `Un besoin porte ${MAX_THEMES} thèmes au plus : décochez-en un d’abord.` },
    ]);
  }
  if (read?.kind === "country") {
    const countries = [...new Set([...need.countries, read.code])];
    if (countries.length <= MAX_COUNTRIES) return { countries };
    throw invalid([{ path: "countries", message: `Un besoin porte ${MAX_COUNTRIES} pays au plus.` }]);
  }
  throw invalid([{ path: "code", message: "On ne confirme qu’un thème ou un pays." }]);
}
