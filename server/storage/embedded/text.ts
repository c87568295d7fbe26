import { stemmer } from "@orama/stemmers/french";
import type { Document } from "bson";
import type { Collection } from "./catalogue.ts";
import { StoreError } from "./errors.ts";
import { valuesAt } from "./paths.ts";

/**
 * `$text`, by reading the documents: a text index names fields and weights, and keeps no entries. Words without case
 * and accents, French stems, any of them. https://www.mongodb.com/docs/manual/reference/operator/query/text/
 */
function termsOf(text: string): string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => stemmer(word));
}

/** Scores of the documents under way, for `{ $meta: "textScore" }`. */
export const textScores = new WeakMap<object, number>();

/** Puts what a text index says beside a filter's `$text`, which then stands as a condition of its own. */
export function withText(filter: Document, collection: Collection): Document {
  const { $text, ...rest } = filter;
  if (!$text) return filter;
  const index = collection.indexes.find((one) => Object.values(one.key).includes("text"));
  if (!index) throw new StoreError("IndexNotFound", "text index required for $text query");
  const { $search, ...others } = $text;
  if (/(^|\s)-|"/.test($search) || Object.keys(others).length > 0)
    throw new StoreError("NotImplemented", "$text is implemented by this store for plain words only");
  const fields = Object.keys(index.key).map((path) => [path, index.weights?.[path] ?? 1]);
  return { $and: [rest, { _id: { $text: { terms: termsOf($search), fields } } }] };
}

/** The condition that `withText` makes, in mingo's form. */
export function matchesText(_path: string, search: { terms: string[]; fields: [string, number][] }) {
  return (document: Document): boolean => {
    let score = 0;
    for (const [path, weight] of search.fields) {
      const texts = valuesAt(document, path).values.filter((value) => typeof value === "string");
      score += weight * texts.flatMap(termsOf).filter((term) => search.terms.includes(term)).length;
    }
    textScores.set(document, score);
    return score > 0;
  };
}
