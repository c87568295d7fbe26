import { stemmer } from "@orama/stemmers/french";
import type { Document } from "bson";
import type { Index } from "../catalogue.ts";
import { valuesAt } from "./paths.ts";

/**
 * What a text index holds and what `$text` asks, in the index's own small dialect: words without case and accents,
 * French stems. https://www.mongodb.com/docs/manual/core/indexes/index-types/index-text/
 */
function termsOf(text: string): string[] {
  const words =
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => stemmer(word));
}

/** The terms of a document's text fields, each with its weighted count. */
export function textTerms(index: Index, document: Document): Map<string, number> {
  const weights: Record<string, number> = index.extra?.["weights"] ?? {};
  const terms = new Map<string, number>();
  for (const [path, kind] of Object.entries(index.key)) {
    if (kind !== "text") continue;
    for (const value of valuesAt(document, path).values) {
      if (typeof value !== "string") continue;
      for (const term of termsOf(value)) terms.set(term, (terms.get(term) ?? 0) + (weights[path] ?? 1));
    }
  }
  return terms;
}

/** A `$text` search, ready to score documents: 0 where one does not match. */
export interface TextSearch {
  terms: string[];
  score(document: Document): number;
}

/**
 * Reads `$search`: any of the words, all of the quoted phrases, none of the words after a minus.
 * https://www.mongodb.com/docs/manual/reference/operator/query/text/
 */
export function textSearch(index: Index, search: string): TextSearch {
  const phrases = [...search.matchAll(/"([^"]+)"/g)].map((match) => termsOf(match[1]!));
  const words = search.replace(/"/g, " ").split(/\s+/);
  const unwanted = words.filter((word) => word.startsWith("-")).flatMap(termsOf);
  const terms = [...new Set(words.filter((word) => !word.startsWith("-")).flatMap(termsOf))];
  return {
    terms,
    score(document) {
      const found = textTerms(index, document);
      if (unwanted.some((term) => found.has(term))) return 0;
      if (!phrases.every((phrase) => phrase.every((term) => found.has(term)))) return 0;
      return terms.reduce((sum, term) => sum + (found.get(term) ?? 0), 0);
    },
  };
}
