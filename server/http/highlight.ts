import ejs from "ejs";
import { HIGHLIGHT_CLOSE, HIGHLIGHT_OPEN } from "../../search/engine.ts";

/** The text escaped, then the engine's markers turned into `<mark>`: nothing that was indexed can become HTML. */
export function markedHtml(text: string): string {
  return ejs.escapeXML(text).replaceAll(HIGHLIGHT_OPEN, "<mark>").replaceAll(HIGHLIGHT_CLOSE, "</mark>");
}
