import type { ClientSession } from "mongoose";
import type { Context } from "../context.ts";
import type { Recipient } from "../mail/message.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { seatAskedMessage } from "./mails.ts";
import type { SeatRecord, UserRecord } from "./model.ts";
import { asPerson, editorsOf } from "./people.ts";
import { tell, tellAdvisers } from "./tell.ts";

/** Tells those who may confirm a seat that it is asked for: the organisation's editors, and the advisers. */
export async function tellOfRequest(
  context: Context,
  session: ClientSession,
  asking: Recipient,
  { organisation, askedAt }: Pick<SeatRecord, "organisation" | "askedAt">,
): Promise<void> {
  const base = context.publicUrl();
  const name = (await organisationNames([organisation])).get(organisation) ?? "";
  const key = `seat.ask ${asking.id} ${organisation} ${askedAt.getTime()}`;
  const editors = await editorsOf(organisation);
  if (editors.length > 0) {
    const message = seatAskedMessage(asking.name, name, `${base}/tableau-de-bord/rattachements`);
    await tell(context, session, { key, letters: [{ to: editors, message }], place: `${base}/conseil` });
  }
  const message = seatAskedMessage(asking.name, name, `${base}/conseil/rattachements`);
  await tellAdvisers(context, session, { key, message });
}

/** Tells of the seats that were asked for with a sign-up, once its address is confirmed: before that nobody may be who they say. */
export async function tellOfFirstRequests(
  context: Context,
  session: ClientSession,
  user: UserRecord,
): Promise<void> {
  for (const seat of user.seats) {
    if (seat.status === "pending") await tellOfRequest(context, session, asPerson(user), seat);
  }
}
