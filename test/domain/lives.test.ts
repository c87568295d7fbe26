import { describe, expect, it, test } from "vitest";
import {
  completeness,
  EXPERT_LIFE,
  EXPERT_STATUSES,
  type ExpertContent,
} from "../../server/domain/expert.ts";
import { type Part, refuseTransition, type Transition } from "../../server/domain/life.ts";
import {
  ASK_AGAIN_REASONS,
  ENDS_UNANSWERED,
  MATCH_LIFE,
  MATCH_REASON_LABELS,
  MATCH_STATUSES,
} from "../../server/domain/match.ts";
import { NEED_LIFE, NEED_STATUSES } from "../../server/domain/need.ts";

const PARTS: Part[] = ["editor", "candidate", "adviser", "owner", "clock", "system"];

/** Every line of the design paper's tables: action, from, who may. Whatever is not here must be refused. */
const PAPER = {
  need: [
    ["submit", "draft", ["editor"]],
    ["qualify", "submitted", ["adviser"]],
    ["start", "qualified", ["system"]],
    ["close", "submitted", ["editor", "adviser"]],
    ["close", "qualified", ["editor", "adviser"]],
    ["close", "in-progress", ["editor", "adviser"]],
    ["reopen", "closed", ["adviser"]],
  ],
  match: [
    ["request", null, ["editor"]],
    ["shortlist", null, ["adviser"]],
    ["shortlist", "requested", ["adviser"]],
    ["validate", "requested", ["adviser"]],
    ["validate", "shortlisted", ["adviser"]],
    ["withdraw", "requested", ["editor"]],
    ["reject", "requested", ["adviser"]],
    ["reject", "shortlisted", ["adviser"]],
    ["accept", "validated", ["candidate"]],
    ["decline", "validated", ["candidate"]],
    ["expire", "validated", ["clock"]],
    ["engage", "accepted", ["editor", "candidate", "adviser"]],
    ["confirm-mission", "engaged", ["editor", "candidate"]],
    ["change-mission", "engaged", ["editor", "candidate", "adviser"]],
    ["complete", "engaged", ["editor", "candidate", "adviser"]],
    ["cancel", "validated", ["editor", "candidate", "adviser"]],
    ["cancel", "accepted", ["editor", "candidate", "adviser"]],
    ["cancel", "engaged", ["editor", "candidate", "adviser"]],
  ],
  expert: [
    ["submit", "draft", ["owner"]],
    ["publish", "submitted", ["adviser"]],
    ["publish", "suspended", ["adviser"]],
    ["publish", "archived", ["adviser"]],
    ["pause", "published", ["owner"]],
    ["resume", "paused", ["owner"]],
    ["suspend", "paused", ["adviser"]],
    ["archive", "paused", ["owner", "adviser"]],
    ["send-back", "submitted", ["adviser"]],
    ["suspend", "published", ["adviser"]],
    ["archive", "published", ["owner", "adviser"]],
  ],
} satisfies Record<string, [string, string | null, Part[]][]>;

const LIVES: [keyof typeof PAPER, Record<string, Transition<string>>, readonly string[]][] = [
  ["need", NEED_LIFE as unknown as Record<string, Transition<string>>, NEED_STATUSES],
  ["match", MATCH_LIFE as unknown as Record<string, Transition<string>>, MATCH_STATUSES],
  ["expert", EXPERT_LIFE as unknown as Record<string, Transition<string>>, EXPERT_STATUSES],
];

describe.each(LIVES)("the life of a %s", (name, life, statuses) => {
  const lines: [string, string | null, Part[]][] = PAPER[name];
  for (const [action, transition] of Object.entries(life)) {
    test.each([null, ...statuses])(`${action} from %s is what the paper says, for each part`, (from) => {
      const line = lines.find(([a, f]) => a === action && f === from);
      for (const part of PARTS) {
        const expected = !line ? "not-in-table" : line[2].includes(part) ? null : "not-yours";
        expect(refuseTransition(transition, from, [part]), part).toBe(expected);
      }
    });
  }

  it("names every line of the paper", () => {
    for (const [action, from] of lines) expect(life[action]?.from).toContain(from);
  });

  it("refuses whoever has no part", () => {
    for (const transition of Object.values(life)) {
      for (const from of transition.from) expect(refuseTransition(transition, from, [])).toBe("not-yours");
    }
  });
});

it("ends with its need or its candidate, by a step of the table, a match that waits, and no other", () => {
  for (const status of MATCH_STATUSES) {
    const action = ENDS_UNANSWERED[status];
    const waits = ["requested", "shortlisted", "validated"].includes(status);
    expect(action !== undefined, status).toBe(waits);
    if (action) expect(MATCH_LIFE[action].from).toContain(status);
  }
  for (const reason of ASK_AGAIN_REASONS) expect(MATCH_REASON_LABELS[reason]).toMatch(/\w/);
});

it("has French words for every coded reason", () => {
  for (const transition of Object.values(MATCH_LIFE)) {
    for (const reason of "reasons" in transition ? transition.reasons : []) {
      expect(MATCH_REASON_LABELS[reason]).toMatch(/\w/);
    }
  }
});

describe("completeness of a profile", () => {
  const full: ExpertContent = {
    kind: "agent",
    headline: "Directrice de l’eau et de l’assainissement",
    bio: "mot ".repeat(45),
    skills: ["a", "b", "c"],
    themes: ["eau-assainissement"],
    countries: ["BJ"],
    languages: [{ code: "fr", level: "C2" }],
    organisation: null,
    departement: null,
    modes: ["distance"],
    availability: [{ from: "2027-01-01", to: "2027-02-01" }],
    missionsPerYear: 1,
    yearsOfExperience: 3,
  };

  it("is 100 % when everything that helps is there", () => {
    expect(completeness(full).percent).toBe(100);
  });

  test.each(["bio", "skills", "themes", "countries", "languages", "availability", "modes"] as const)(
    "is lower without %s, and says so",
    (field) => {
      const { percent, items } = completeness({ ...full, [field]: field === "bio" ? "" : [] });
      expect(percent).toBeLessThan(100);
      expect(items.filter((item) => !item.done).map((item) => item.field)).toEqual([field]);
    },
  );
});
