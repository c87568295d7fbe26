import { describe, expect, test } from "vitest";
import {
  type Action,
  type Actor,
  can,
  editedBy,
  type MatchSubject,
  partsInExpert,
  partsInMatch,
  partsInNeed,
  readsAsInvited,
  type Subjects,
  VISITOR,
  writesFor,
} from "../../server/domain/policies.ts";

const actor = (given: Partial<Actor>): Actor => ({ ...VISITOR, id: "u", name: "Une personne", ...given });

const ROLES = {
  visitor: VISITOR,
  stranger: actor({ seats: [{ organisation: "elsewhere", role: "editor" }] }),
  viewer: actor({ seats: [{ organisation: "ours", role: "viewer" }] }),
  editor: actor({ seats: [{ organisation: "ours", role: "editor" }] }),
  pending: actor({ id: "p", pending: ["ours"] }),
  candidate: actor({ expert: "x1" }),
  peer: actor({ seats: [{ organisation: "peer", role: "editor" }] }),
  adviser: actor({ adviser: true }),
  admin: actor({ admin: true }),
};
type Role = keyof typeof ROLES;

const need = (status: Subjects["need.read"]["status"]) => ({ organisation: "ours", status });
const privateNeed = (status: Subjects["need.read"]["status"]) => ({ ...need(status), privateTo: "p" });
const match = (status: MatchSubject["status"], kind: "expert" | "peer" = "expert"): MatchSubject => ({
  status,
  needOrganisation: "ours",
  candidate: { kind, id: kind === "expert" ? "x1" : "peer" },
});

type Line = { [A in Action]: [action: A, about: string, subject: Subjects[A], allowed: Role[]] }[Action];

/** Role × action, one line an action in a situation; whoever is not named is refused. */
const TABLE: Line[] = [
  ["need.create", "for our organisation", { id: "ours" }, ["editor", "pending"]],
  ["need.read", "a draft of somebody whose seat waits", privateNeed("draft"), ["pending"]],
  ["need.edit", "a draft of somebody whose seat waits", privateNeed("draft"), ["pending"]],
  ["need.read", "a draft", need("draft"), ["viewer", "editor"]],
  ["need.read", "a sent need", need("submitted"), ["viewer", "editor", "adviser"]],
  ["need.edit", "a draft", need("draft"), ["editor"]],
  ["need.edit", "a sent need", need("submitted"), ["editor", "adviser"]],
  ["need.edit", "a closed need", need("closed"), []],
  ["need.delete", "a draft of somebody whose seat waits", privateNeed("draft"), ["pending"]],
  ["need.delete", "a draft", need("draft"), ["editor"]],
  ["need.delete", "a sent need", need("submitted"), []],
  ["need.move", "a draft", need("draft"), ["editor"]],
  ["need.move", "a sent need", need("submitted"), []],
  ["need.suggestions", "of a draft", need("draft"), []],
  ["need.suggestions", "of a sent need", need("submitted"), ["viewer", "editor", "adviser"]],
  ["match.request", "for a sent need", need("qualified"), ["editor", "adviser"]],
  ["match.propose", "an expert", { kind: "expert", id: "x1" }, ["stranger", "editor", "peer", "adviser"]],
  [
    "match.propose",
    "an organisation: not for itself",
    { kind: "peer", id: "ours" },
    ["stranger", "peer", "adviser"],
  ],
  ["match.validate", "a requested match", match("requested"), ["adviser"]],
  ["match.answerFor", "an invitation that somebody reads", match("validated", "peer"), []],
  [
    "match.answerFor",
    "an invitation that CUF carries",
    { ...match("validated", "peer"), reachedByCuf: true },
    ["adviser"],
  ],
  ["match.answerFor", "one that was answered", { ...match("accepted", "peer"), reachedByCuf: true }, []],
  ["match.read", "a requested match", match("requested"), ["viewer", "editor", "adviser"]],
  ["match.read", "a shortlisted match", match("shortlisted"), ["viewer", "editor", "adviser"]],
  ["match.read", "a withdrawn match", match("withdrawn"), ["viewer", "editor", "adviser"]],
  ["match.read", "a rejected match", match("rejected"), ["viewer", "editor", "adviser"]],
  ["match.read", "a validated match", match("validated"), ["viewer", "editor", "candidate", "adviser"]],
  [
    "match.read",
    "a peer’s validated match",
    match("validated", "peer"),
    ["viewer", "editor", "peer", "adviser"],
  ],
  ["match.read", "an accepted match", match("accepted"), ["viewer", "editor", "candidate", "adviser"]],
  ["expert.read", "a published profile", { id: "x1", status: "published" }, Object.keys(ROLES) as Role[]],
  ["expert.read", "a draft profile", { id: "x1", status: "draft" }, ["candidate", "adviser"]],
  ["expert.read", "a paused profile", { id: "x1", status: "paused" }, ["candidate", "adviser"]],
  ["expert.edit", "a paused profile", { id: "x1", status: "paused" }, ["candidate"]],
  ["expert.read", "a suspended profile", { id: "x1", status: "suspended" }, ["candidate", "adviser"]],
  ["expert.edit", "a published profile", { id: "x1", status: "published" }, ["candidate"]],
  ["expert.edit", "an archived profile", { id: "x1", status: "archived" }, []],
  ["organisation.read", "a listed one", { id: "ours", verified: true }, Object.keys(ROLES) as Role[]],
  [
    "organisation.read",
    "one that nobody confirmed",
    { id: "ours", verified: false },
    ["viewer", "editor", "adviser"],
  ],
  ["organisation.seats", "of our organisation", { id: "ours" }, ["viewer", "editor", "adviser"]],
  ["seat.withdraw", "that waits in our organisation", { id: "ours" }, ["pending"]],
  ["organisation.edit", "ours", { id: "ours" }, ["editor", "adviser"]],
  ["seat.confirm", "in our organisation", { id: "ours", user: "somebody" }, ["editor", "adviser"]],
  ["seat.confirm", "their own", { id: "ours", user: "u" }, []],
  ["queue.read", "the adviser’s queue", null, ["adviser"]],
  ["file.note", "what is written for the file", null, ["adviser"]],
  ["admin.read", "accounts and trail", null, ["admin"]],
  ["account.grant", "a role", null, ["admin"]],
  ["assignment.run", "all open needs at once", null, ["adviser"]],
  ["learning.export", "what was shown and its outcome", null, ["admin"]],
  ["search.rebuild", "the indexes", null, ["admin"]],
];

describe.each(TABLE)("%s: %s", (action, _about, subject, allowed) => {
  test.each(Object.entries(ROLES))("%s", (role, who) => {
    expect(can(who, action, subject as never)).toBe(allowed.includes(role as Role));
  });
});

/** Advisers who stand on one of the two sides too; refused is an action, or one line of the table. */
const TWO_HATS: Record<string, { hats: [Role, Role]; refused: string[] }> = {
  "an adviser who views for us": { hats: ["viewer", "adviser"], refused: [] },
  // Nobody examines what their own organisation asks for.
  "an adviser who edits for us": {
    hats: ["editor", "adviser"],
    refused: ["match.validate", "match.answerFor"],
  },
  // Nor what invites themselves, nor their own profile; nor do they put themselves forward.
  "an adviser who is the expert": {
    hats: ["candidate", "adviser"],
    refused: ["match.validate", "expert.validate", "match.propose: an expert"],
  },
};

describe.each(Object.entries(TWO_HATS))("%s may do what either may", (_name, { hats, refused }) => {
  const { seats, expert } = ROLES[hats[0]];
  const who = actor({ adviser: true, seats, expert });
  test.each(TABLE)("%s: %s", (action, about, subject, allowed) => {
    const expected =
      !refused.includes(action) &&
      !refused.includes(`${action}: ${about}`) &&
      hats.some((hat) => allowed.includes(hat));
    expect(can(who, action, subject as never)).toBe(expected);
  });
});

test("an adviser who edits for the invited organisation leaves the match to another one", () => {
  const who = actor({ adviser: true, seats: ROLES.peer.seats });
  expect(can(who, "match.validate", match("requested", "peer"))).toBe(false);
  expect(can(who, "match.validate", match("requested"))).toBe(true);
});

test("a profile’s owner is its owner, adviser or not; nobody else but advisers has a part in it", () => {
  const profile = { id: "x1", status: "submitted" } as const;
  expect(partsInExpert(ROLES.candidate, profile)).toEqual(["owner"]);
  expect(partsInExpert(actor({ expert: "x1", adviser: true }), profile)).toEqual(["owner"]);
  expect(partsInExpert(ROLES.adviser, profile)).toEqual(["adviser"]);
  for (const who of [VISITOR, ROLES.stranger, ROLES.editor, actor({ expert: "x2" }), ROLES.admin])
    expect(partsInExpert(who, profile)).toEqual([]);
});

test("one writes for the organisations that one edits, and prepares for those where a seat waits", () => {
  const who = actor({
    seats: [...ROLES.editor.seats, { organisation: "read", role: "viewer" }],
    pending: ["p"],
  });
  expect(editedBy(who)).toEqual(["ours"]);
  expect(writesFor(who)).toEqual(["ours", "p"]);
});

test("nobody may send a draft while the seat of its author waits, neither its author nor the house", () => {
  expect(partsInNeed(ROLES.pending, privateNeed("draft"))).toEqual([]);
  expect(partsInNeed(ROLES.editor, privateNeed("draft"))).toEqual([]);
  expect(partsInNeed(ROLES.editor, need("draft"))).toEqual(["editor"]);
  const confirmed = actor({ id: "p", seats: ROLES.editor.seats });
  expect(partsInNeed(confirmed, privateNeed("draft"))).toEqual(["editor"]);
});

describe("parts in a match", () => {
  test.each([
    ["editor", ["editor"]],
    ["viewer", []],
    ["candidate", ["candidate"]],
    ["adviser", ["adviser"]],
    ["stranger", []],
    ["visitor", []],
  ] as [Role, string[]][])("%s", (role, parts) => {
    expect(partsInMatch(ROLES[role], match("validated"))).toEqual(parts);
  });

  test("an editor of the peer is the candidate, a viewer of it reads but has no part", () => {
    expect(partsInMatch(ROLES.peer, match("validated", "peer"))).toEqual(["candidate"]);
    const viewer = actor({ seats: [{ organisation: "peer", role: "viewer" }] });
    expect(partsInMatch(viewer, match("validated", "peer"))).toEqual([]);
    expect(can(viewer, "match.read", match("validated", "peer"))).toBe(true);
    expect(can(viewer, "match.read", match("requested", "peer"))).toBe(false);
    expect(readsAsInvited(viewer, match("validated", "peer"))).toBe(true);
    expect(readsAsInvited(ROLES.editor, match("validated", "peer"))).toBe(false);
  });
});
