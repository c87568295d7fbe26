import type { SearchDocument } from "../engine.ts";

/**
 * The texts that an index only keeps and hands back, in UTF-8: as strings they would take twice the room, and be most of
 * what the index holds.
 */
export class PackedTexts {
  private readonly texts: ReadonlyMap<string, (Buffer | undefined)[]>;

  constructor(fields: readonly string[] = []) {
    this.texts = new Map(fields.map((field) => [field, []]));
  }

  /** Takes the texts of the document in a slot. @returns the document without them. */
  pack(slot: number, document: SearchDocument): SearchDocument {
    const left = { ...document };
    for (const [field, texts] of this.texts) {
      const text = document[field];
      texts[slot] = typeof text === "string" ? Buffer.from(text, "utf8") : undefined;
      if (typeof text === "string") delete left[field];
    }
    return left;
  }

  /** Puts the texts of a slot into a document: all of them, or only those of these fields. */
  unpack(slot: number, into: SearchDocument, fields?: readonly string[]): SearchDocument {
    for (const [field, texts] of this.texts) {
      const text = !fields || fields.includes(field) ? texts[slot] : undefined;
      if (text) into[field] = text.toString("utf8");
    }
    return into;
  }

  forget(slot: number): void {
    for (const texts of this.texts.values()) texts[slot] = undefined;
  }
}
