import { editorCounts, peopleByIds } from "../accounts/people.ts";
import { expertContacts } from "../experts/usecases.ts";

type Candidate = { kind: "expert" | "peer"; id: string };

/**
 * How many people would read an invitation of each of these candidates, by `kind:id`: the owner of a profile whose account
 * is confirmed, the confirmed editors of an organisation. Nobody is asked into the void: 0 is for an adviser to act on.
 */
export async function readersOf(candidates: readonly Candidate[]): Promise<ReadonlyMap<string, number>> {
  const idsOf = (kind: Candidate["kind"]) =>
    candidates.filter((one) => one.kind === kind).map(({ id }) => id);
  const [owners, editors] = await Promise.all([expertContacts(idsOf("expert")), editorCounts(idsOf("peer"))]);
  const accounts = await peopleByIds([...owners.values()].map(({ id }) => id));
  return new Map(
    candidates.map(({ kind, id }) => {
      const account = kind === "expert" ? accounts.get(owners.get(id)?.id ?? "") : undefined;
      return [`${kind}:${id}`, kind === "peer" ? (editors.get(id) ?? 0) : account?.confirmed ? 1 : 0];
    }),
  );
}

/** Whether an invitation of this candidate would find a reader. */
export async function hasReader(candidate: Candidate): Promise<boolean> {
  return ((await readersOf([candidate])).get(`${candidate.kind}:${candidate.id}`) ?? 0) > 0;
}
