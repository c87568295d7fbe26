import type { Criterion } from "./criterion.ts";
import type { PeerContext } from "./peerContext.ts";

/** A group that speaks to the need, or that both belong to. */
export const group: Criterion<PeerContext> = {
  code: "group",
  value: (context) => best(context).value,
  sentence: (context) => {
    const { name } = best(context);
    return name ? `Membre du groupe : ${name}` : null;
  },
};

function best({ peer, view, lexicon }: PeerContext): { value: number; name: string | null } {
  let found = { value: 0, name: null as string | null };
  for (const code of peer.groups) {
    const listed = lexicon.groups.get(code);
    const country = most(listed?.countries ?? countryOf(code), view.countries);
    const theme = Math.max(most(listed?.themes ?? [], sureThemes(view)), themeOf(code, view));
    const shared = view.need.asker?.groups.includes(code) ? 0.3 : 0;
    const value = Math.min(1, Math.max(country * 0.8, theme * 0.8) + shared);
    if (value > found.value) found = { value, name: listed?.name ?? groupName(code, lexicon) };
  }
  return found;
}

/** From this confidence on a theme is what the need is about. */
const SURE = 0.5;

/** The themes that the need is surely about, with what each counts. */
function sureThemes(view: PeerContext["view"]): ReadonlyMap<string, number> {
  const sure = view.understood.themes.filter(({ confidence }) => confidence >= SURE);
  return new Map(sure.map(({ code, weight }) => [code, weight]));
}

/** The highest of what some codes are worth; 0 where none is worth anything. */
function most(codes: readonly string[], worth: ReadonlyMap<string, number>): number {
  let highest = 0;
  for (const code of codes) highest = Math.max(highest, worth.get(code) ?? 0);
  return highest;
}

/** A group that the reference list does not know yet, by what its code says. */
function groupName(code: string, lexicon: PeerContext["lexicon"]): string {
  const country = lexicon.countries.get(code.slice(3))?.name;
  if (code.startsWith("gp-") && country) return `Groupe-pays ${country}`;
  return lexicon.concepts.get(`t:${code.slice(3)}`)?.label ?? code;
}

function countryOf(code: string): string[] {
  return code.startsWith("gp-") ? [code.slice(3)] : [];
}

function themeOf(code: string, view: PeerContext["view"]): number {
  if (!code.startsWith("gt-")) return 0;
  for (const [theme, confidence] of sureThemes(view)) if (code === `gt-${theme}`) return confidence;
  return 0;
}
