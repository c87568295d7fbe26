import fc from "fast-check";
import { expect, it } from "vitest";
import type { Filter } from "../../search/engine.ts";
import { NEED_STATUSES } from "../../server/domain/need.ts";
import { can, needScope, VISITOR } from "../../server/domain/policies.ts";
import { indexedScope, storedScope } from "../../server/needs/scope.ts";
import { matcher } from "../../server/storage/embedded/language.ts";

const organisation = fc.constantFrom("a", "b", "c");
const actor = fc.record({
  seats: fc.array(fc.record({ organisation, role: fc.constantFrom("editor" as const, "viewer" as const) }), {
    maxLength: 3,
  }),
  adviser: fc.boolean(),
  admin: fc.boolean(),
  id: fc.constantFrom("u", "v"),
  pending: fc.constantFrom([], ["a"]),
  expert: fc.constantFrom(null, "x"),
});
const status = fc.constantFrom(...NEED_STATUSES);
const reader = fc.constantFrom("u", "v");
/** Only drafts are private to somebody, who wrote them. */
const need = fc
  .record({ organisation, status, author: reader, isPrivate: fc.boolean() })
  .map(({ isPrivate, ...record }) => ({
    ...record,
    privateTo: isPrivate && record.status === "draft" ? record.author : null,
  }));

/** Whether the filter of a search keeps a document, by the port's own words. */
function keeps(filter: Filter, document: Record<string, unknown>): boolean {
  switch (filter.op) {
    case "eq":
      return document[filter.field] === filter.value;
    case "in":
      return filter.values.includes(document[filter.field] as string);
    case "exists":
      return document[filter.field] !== null;
    case "and":
      return filter.filters.every((each) => keeps(each, document));
    case "or":
      return filter.filters.some((each) => keeps(each, document));
    case "not":
      return !keeps(filter.filter, document);
    default:
      throw new Error(`No ${filter.op} is expected here`);
  }
}

it("lists keep exactly the needs that may be read, in the database and in the index", () => {
  const property = fc.property(actor, need, status, (given, record, chosen) => {
    const someone = { ...VISITOR, ...given };
    const scope = needScope(someone);
    const readable = can(someone, "need.read", record);
    expect(matcher(storedScope(scope))(record)).toBe(readable);
    expect(keeps(indexedScope(scope), record)).toBe(readable);
    expect(matcher(storedScope(scope, chosen))(record)).toBe(readable && record.status === chosen);
  });
  fc.assert(property, { numRuns: 1_000 });
});
