import { HIGHLIGHT_CLOSE, HIGHLIGHT_OPEN, type SearchDocument } from "../engine.ts";
import { compoundsOf, formOf, tokenize } from "./analysis.ts";
import type { Unit } from "./words.ts";

/** The words of the index that a query found, whatever the way: what is shown as found. */
export function foundForms(units: Unit[]): Set<string> {
  const forms = new Set<string>();
  for (const { ways } of units) {
    for (const { words } of ways) for (const word of words) for (const { term } of word) forms.add(term.form);
  }
  return forms;
}

/** Puts the markers around the found words of a text, which is otherwise left as it was written. */
export function highlightText(text: string, forms: ReadonlySet<string>): string {
  const tokens = tokenize(text);
  const marked = tokens.map((token) => forms.has(formOf(token.text)));
  for (const { form, first, last } of compoundsOf(tokens))
    if (forms.has(form)) marked.fill(true, first, last + 1);
  let result = "";
  let end = 0;
  tokens.forEach((token, i) => {
    if (!marked[i]) return;
    result +=
      text.slice(end, token.start) + HIGHLIGHT_OPEN + text.slice(token.start, token.end) + HIGHLIGHT_CLOSE;
    end = token.end;
  });
  return result + text.slice(end);
}

/** Highlights of a hit: text fields whole, list fields item by item. Fields that the document lacks are left out. */
export function highlightDocument(
  document: SearchDocument,
  fields: string[],
  forms: ReadonlySet<string>,
): { highlights: Record<string, string>; highlightedLists: Record<string, string[]> } {
  const highlights: Record<string, string> = {};
  const highlightedLists: Record<string, string[]> = {};
  for (const field of fields) {
    const value = document[field];
    if (Array.isArray(value))
      highlightedLists[field] = value.map((each) => highlightText(String(each), forms));
    else if (value !== null && value !== undefined) highlights[field] = highlightText(String(value), forms);
  }
  return { highlights, highlightedLists };
}
