import { plainSigns } from "../server/domain/typedText.ts";

/** A stretch of a query text, inside double quotes or not. */
export type QueryPart = { content: string; quoted: boolean };

/** Splits a query text on its double quotes, French and curly ones included; one that is never closed is no quote. */
export function quotedParts(text: string): QueryPart[] {
  const parts = plainSigns(text)
    .replace(/[«»“”„]/g, '"')
    .split('"');
  const closed = parts.length % 2 === 1;
  return parts
    .map((content, i) => ({ content, quoted: i % 2 === 1 && (closed || i < parts.length - 1) }))
    .filter(({ content }) => content.trim() !== "");
}
