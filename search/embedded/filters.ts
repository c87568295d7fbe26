import type { Filter } from "../engine.ts";
import type { FieldValues } from "./fieldValues.ts";
import { Bits } from "./slots.ts";
import type { SpanValues } from "./spanValues.ts";

/** What a filter is evaluated against. */
export type Filterable = {
  slots: number;
  /** The slots that hold a document. */
  live: Bits;
  values: ReadonlyMap<string, FieldValues>;
  spans: ReadonlyMap<string, SpanValues>;
  slotOfId: (id: string) => number | undefined;
};

/** The documents that a filter keeps. The filter has passed `checkQuery`: its fields are declared. */
export function evaluate(filter: Filter, over: Filterable): Bits {
  const kept = new Bits(over.slots);
  switch (filter.op) {
    case "eq":
      return equal(filter.field, [filter.value], over, kept);
    case "in":
      return equal(filter.field, filter.values, over, kept);
    case "range":
      over.values.get(filter.field)?.uniteRange(filter.gte, filter.lte, kept);
      return kept;
    case "overlaps":
      over.spans.get(filter.field)?.uniteOverlapping(filter.from, filter.to, kept);
      return kept;
    case "exists":
      if (filter.field === "id") return kept.unite(over.live);
      (over.values.get(filter.field) ?? over.spans.get(filter.field))?.unitePresent(kept);
      return kept;
    case "and":
      return filter.filters.reduce((all, each) => all.intersect(evaluate(each, over)), kept.unite(over.live));
    case "or":
      return filter.filters.reduce((any, each) => any.unite(evaluate(each, over)), kept);
    case "not":
      return kept.unite(over.live).subtract(evaluate(filter.filter, over));
  }
}

function equal(field: string, values: (string | number | boolean)[], over: Filterable, kept: Bits): Bits {
  if (field === "id") {
    for (const id of values) {
      const slot = over.slotOfId(String(id));
      if (slot !== undefined) kept.add(slot);
    }
    return kept;
  }
  const known = over.values.get(field);
  for (const value of values) known?.uniteEqual(value, kept);
  return kept;
}
