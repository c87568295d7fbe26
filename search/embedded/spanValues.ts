import type { Day } from "../../server/domain/days.ts";
import type { SearchDocument } from "../engine.ts";
import { numberOf, spansIn } from "../spans.ts";
import type { Bits } from "./slots.ts";

/** The spans of days of one field, by document. */
export class SpanValues {
  /** Ends of the spans of a slot: first and last day, first and last day… */
  private readonly bySlot = new Map<number, number[]>();

  add(slot: number, value: SearchDocument[string]): void {
    const ends = spansIn(value).flatMap(({ from, to }) => [from, to]);
    if (ends.length > 0) this.bySlot.set(slot, ends);
  }

  remove(slot: number): void {
    this.bySlot.delete(slot);
  }

  /** Adds the documents of which a span shares a day with this one. */
  uniteOverlapping(from: Day, to: Day, into: Bits): void {
    if (from > to) return;
    const [first, last] = [numberOf(from), numberOf(to)];
    for (const [slot, ends] of this.bySlot) {
      for (let at = 0; at < ends.length; at += 2) {
        if (ends[at]! <= last && ends[at + 1]! >= first) {
          into.add(slot);
          break;
        }
      }
    }
  }

  unitePresent(into: Bits): void {
    for (const slot of this.bySlot.keys()) into.add(slot);
  }
}
