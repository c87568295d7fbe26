import { editorsOf } from "../accounts/people.ts";
import { historyOf } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { MATCH_REASON_LABELS, type MatchAction } from "../domain/match.ts";
import { expertContacts } from "../experts/usecases.ts";
import { feedbackMessage, type Message, matchInvitationMessage, matchNewsMessage } from "../mail/messages.ts";
import { organisationNames } from "../organisations/usecases.ts";
import type { MatchRecord } from "./model.ts";

type Addressed = Message & { to: string };

const NEWS: Partial<Record<MatchAction, string>> = {
  withdraw: "Demande de mise en relation retirée",
  reject: "Mise en relation écartée",
  accept: "Mise en relation acceptée",
  decline: "Mise en relation déclinée",
  expire: "Mise en relation restée sans réponse",
  engage: "Mission convenue",
  cancel: "Mise en relation annulée",
};

/** Which side hears of each transition; the side that acts knows already, but its colleagues may not. */
const HEARD_BY: Partial<Record<MatchAction, ("asker" | "candidate")[]>> = {
  withdraw: ["asker"],
  reject: ["asker"],
  accept: ["asker"],
  decline: ["asker"],
  expire: ["asker", "candidate"],
  engage: ["asker", "candidate"],
  cancel: ["asker", "candidate"],
};

/** Addresses of who answers for the candidate. */
export async function candidateAddresses({ candidate }: MatchRecord): Promise<string[]> {
  if (candidate.kind === "peer") return (await editorsOf(candidate.id)).map(({ email }) => email);
  const contact = (await expertContacts([candidate.id])).get(candidate.id);
  return contact ? [contact.email] : [];
}

const askerAddresses = async ({ needOrganisation }: MatchRecord): Promise<string[]> =>
  (await editorsOf(needOrganisation)).map(({ email }) => email);

/** Whether the match began with a request: what an adviser only put aside is nobody's news when it is dropped. */
async function wasAskedFor({ _id: id }: MatchRecord): Promise<boolean> {
  const [first] = await historyOf({ type: "match", id });
  return first?.action === "request";
}

/** The mails that a transition sends. `note` goes with them, as written; what is written for the file never does. */
export async function matchMails(
  context: Pick<Context, "publicUrl">,
  match: MatchRecord,
  { action, reason, note }: { action: MatchAction; reason?: string | undefined; note?: string | undefined },
): Promise<Addressed[]> {
  const url = `${context.publicUrl()}/mises-en-relation/${match._id}`;
  const addressed = (addresses: string[], message: Message): Addressed[] =>
    addresses.map((to) => ({ to, ...message }));
  const organisation =
    (await organisationNames([match.needOrganisation])).get(match.needOrganisation) ?? "Une collectivité";
  if (action === "validate") {
    return addressed(
      await candidateAddresses(match),
      matchInvitationMessage(match.needTitle, organisation, url, note),
    );
  }
  if (action === "complete") {
    const everyone = [...(await askerAddresses(match)), ...(await candidateAddresses(match))];
    return addressed(everyone, feedbackMessage(match.needTitle, url));
  }
  const news = NEWS[action];
  if (!news || (action === "reject" && !(await wasAskedFor(match)))) return [];
  const heardBy = HEARD_BY[action] ?? [];
  const told = {
    needTitle: match.needTitle,
    reason: reason ? MATCH_REASON_LABELS[reason] : undefined,
    ...{ note, url },
  };
  // Each side is told whom it is about: the other one.
  return [
    ...(heardBy.includes("asker")
      ? addressed(await askerAddresses(match), matchNewsMessage(news, match.candidate.title, told))
      : []),
    ...(heardBy.includes("candidate")
      ? addressed(await candidateAddresses(match), matchNewsMessage(news, organisation, told))
      : []),
  ];
}
