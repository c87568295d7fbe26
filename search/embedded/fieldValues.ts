import type { FieldValue, SearchDocument } from "../engine.ts";
import { fold } from "./analysis.ts";
import { type Bits, SlotSet } from "./slots.ts";

/** The values of one filterable field, and which documents hold each. */
export class FieldValues {
  private readonly byKey = new Map<string, { value: FieldValue; slots: SlotSet }>();
  private readonly present = new SlotSet();

  add(slot: number, value: SearchDocument[string]): void {
    const values = valuesOf(value);
    for (const each of values) {
      const key = keyOf(each);
      let entry = this.byKey.get(key);
      if (!entry) {
        entry = { value: each, slots: new SlotSet() };
        this.byKey.set(key, entry);
      }
      entry.slots.add(slot);
    }
    if (values.length > 0) this.present.add(slot);
  }

  remove(slot: number, value: SearchDocument[string]): void {
    for (const each of valuesOf(value)) {
      const key = keyOf(each);
      const entry = this.byKey.get(key);
      entry?.slots.delete(slot);
      if (entry?.slots.size === 0) this.byKey.delete(key);
    }
    this.present.delete(slot);
  }

  uniteEqual(value: FieldValue, into: Bits): void {
    this.byKey.get(keyOf(value))?.slots.uniteInto(into);
  }

  uniteRange(gte: number | string | undefined, lte: number | string | undefined, into: Bits): void {
    const type = typeof (gte ?? lte);
    for (const { value, slots } of this.byKey.values()) {
      if (gte === undefined && lte === undefined) slots.uniteInto(into);
      else if (
        typeof value === type &&
        (gte === undefined || value >= gte) &&
        (lte === undefined || value <= lte)
      ) {
        slots.uniteInto(into);
      }
    }
  }

  unitePresent(into: Bits): void {
    this.present.uniteInto(into);
  }

  /**
   * How many of these documents hold each value, the most frequent first, then in alphabetical order.
   * @param within null counts every document, at no cost
   */
  count(within: Bits | null): { value: string; count: number }[] {
    const counts: { value: string; count: number }[] = [];
    for (const { value, slots } of this.byKey.values()) {
      const count = within ? slots.countIn(within) : slots.size;
      if (count > 0) counts.push({ value: String(value), count });
    }
    return counts.sort((a, b) => b.count - a.count || compareText(a.value, b.value));
  }
}

/** Values are one when they read the same without regard to case, as in Meilisearch: 5 and "5", "BJ" and "bj". */
const keyOf = (value: FieldValue): string => String(value).trim().toLowerCase();

function valuesOf(value: SearchDocument[string]): FieldValue[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Order of texts for people who do not look at accents or case; ties by code unit, so that order is total. */
export function compareText(a: string, b: string): number {
  const [x, y] = [fold(a), fold(b)];
  if (x !== y) return x < y ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
