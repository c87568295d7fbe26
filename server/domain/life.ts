/**
 * A life is a table of transitions. What is not in the table is refused, whoever asks: the table is the rule,
 * the use cases only carry it out.
 */

/** In what capacity someone acts on a need or a match. */
export type Part = "editor" | "candidate" | "adviser" | "owner" | "clock" | "system";

export type Transition<Status extends string> = {
  to: Status;
  /** Statuses it may start from; `null` is "not yet there". */
  from: (Status | null)[];
  by: Part[];
  /** Coded reasons of which one must be given; absent where none is asked. */
  reasons?: readonly string[];
};

export type Life<Status extends string, Name extends string> = Record<Name, Transition<Status>>;

export type Refusal = "not-in-table" | "not-yours";

/**
 * Whether a transition may happen. The table comes before the role, so that the answer to an impossible
 * transition is the same for everyone.
 * @returns null when it may, otherwise why not.
 */
export function refuseTransition<Status extends string>(
  transition: Transition<Status>,
  from: Status | null,
  parts: readonly Part[],
): Refusal | null {
  if (!transition.from.includes(from)) return "not-in-table";
  if (!transition.by.some((part) => parts.includes(part))) return "not-yours";
  return null;
}
