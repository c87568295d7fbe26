import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ejs from "ejs";

const FILE = fileURLToPath(new URL("../../public/icons.svg", import.meta.url));
const THEME = "theme-";

const drawings = readFileSync(FILE, "utf8");
const names = new Set([...drawings.matchAll(/<symbol id="([\w-]+)"/g)].map(([, name]) => name!));
/** The digest makes the address another one when a drawing changes, so that the sheet can be kept for good. */
const digest = createHash("sha256").update(drawings).digest("base64url").slice(0, 8);
const SHEET = `/icons.svg?${digest}`;

/**
 * A drawing of `public/icons.svg`, by reference: a page names dozens, and the drawings come once for the whole site.
 * @param size side of its square, in CSS pixels
 * @param label what it says to screen readers; without it, it is decorative
 * @throws RangeError where no drawing has this name
 */
export function drawnIcon(name: string, size: number, label?: string | null): string {
  if (!names.has(name)) throw new RangeError(`icon: no drawing is named "${name}"`);
  const said = label ? `role="img" aria-label="${ejs.escapeXML(label)}"` : 'aria-hidden="true"';
  return `<svg class="icon" width="${size}" height="${size}" ${said}><use href="${SHEET}#${name}"/></svg>`;
}

/** The pictogram of a theme; a plain tag where the theme is unknown. */
export const drawnTheme = (code: string, size: number, label?: string | null): string =>
  drawnIcon(names.has(THEME + code) ? THEME + code : "tag", size, label);
