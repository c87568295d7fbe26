import type { PipelineStage } from "mongoose";
import type { z } from "zod";
import { recordAudit } from "../audit/usecases.ts";
import type { Context } from "../context.ts";
import { can, editedBy } from "../domain/policies.ts";
import { conflict, forbidden, notFound, unauthenticated } from "../errors.ts";
import { ownedProfile } from "../experts/ownership.ts";
import { settleMatchesOfExpert } from "../matches/standing.ts";
import { shareDrafts } from "../needs/privateDrafts.ts";
import { ensureOrganisation, settleDeclaredOrganisation } from "../organisations/choices.ts";
import { organisationNames } from "../organisations/usecases.ts";
import { inTransaction } from "../storage/transaction.ts";
import type { Window, Windowed } from "../storage/window.ts";
import { seatConfirmedMessage, seatRefusedMessage } from "./mails.ts";
import { type SeatRecord, User } from "./model.ts";
import { asPerson } from "./people.ts";
import type { declaredOrganisation } from "./schema.ts";
import { tellOfRequest } from "./seatRequests.ts";
import { tell } from "./tell.ts";

export type PendingSeat = {
  user: string;
  name: string;
  email: string;
  organisation: { id: string; name: string };
  askedAt: Date;
};

/** Requests that one person may have waiting: more would only flood the advisers' queue. */
const MAX_PENDING = 5;

/**
 * Asks for a seat in another organisation; it gives no right until it is confirmed.
 * @throws 409 when held already, or when too many requests wait.
 */
export async function askForSeat(
  context: Context,
  choice: string | z.output<typeof declaredOrganisation>,
): Promise<void> {
  const { actor } = context;
  if (!actor.id) throw unauthenticated();
  const now = context.clock();
  await inTransaction(async (session) => {
    const asking = await User.findById(actor.id).session(session).lean();
    const waiting = asking?.seats.filter((seat) => seat.status === "pending") ?? [];
    if (waiting.length >= MAX_PENDING) {
      throw conflict(
        "seats-waiting",
        "Plusieurs de vos demandes attendent déjà : patientez jusqu’à leur réponse.",
      );
    }
    const organisation = await ensureOrganisation(context, session, choice);
    const { modifiedCount } = await User.updateOne(
      { _id: actor.id, "seats.organisation": { $ne: organisation } },
      { $push: { seats: { organisation, role: "editor", status: "pending", askedAt: now } } },
      { session },
    );
    if (modifiedCount === 0) {
      throw conflict("seat-exists", "Vous avez déjà un rattachement, ou une demande, pour cette structure.");
    }
    if (asking) await tellOfRequest(context, session, asPerson(asking), { organisation, askedAt: now });
  });
  context.wakeOutbox();
}

type AskedSeat = { _id: string; name: string; email: string; seats: SeatRecord };

/**
 * Seats that wait for this actor, the longest first: all of them for an adviser, those of the own organisations for an
 * editor; never their own.
 */
export async function pendingSeats(
  { actor }: Context,
  { skip, limit }: Window,
): Promise<Windowed<PendingSeat>> {
  const editing = editedBy(actor);
  if (!actor.adviser && editing.length === 0) return { items: [], total: 0 };
  const theirs = actor.adviser ? {} : { "seats.organisation": { $in: editing } };
  const waiting: PipelineStage[] = [
    {
      $match: {
        _id: { $ne: actor.id },
        "seats.status": "pending",
        ...theirs,
        emailConfirmedAt: { $ne: null },
      },
    },
    { $unwind: "$seats" },
    { $match: { "seats.status": "pending", ...theirs } },
  ];
  const [seats, counted] = await Promise.all([
    limit === 0
      ? []
      : User.aggregate<AskedSeat>([
          ...waiting,
          { $sort: { "seats.askedAt": 1, _id: 1, "seats.organisation": 1 } },
          { $skip: skip },
          { $limit: limit },
          { $project: { name: 1, email: 1, seats: 1 } },
        ]),
    User.aggregate<{ total: number }>([...waiting, { $count: "total" }]),
  ]);
  const names = await organisationNames(seats.map(({ seats: seat }) => seat.organisation));
  const items = seats.map(({ _id, name, email, seats: { organisation, askedAt } }) => ({
    ...{ user: _id, name, email, askedAt },
    organisation: { id: organisation, name: names.get(organisation) ?? "" },
  }));
  return { items, total: counted[0]?.total ?? 0 };
}

/** The own seats that still wait for someone. */
export async function ownPendingSeats({
  actor,
}: Context): Promise<{ id: string; organisation: string; askedAt: Date }[]> {
  const user = await User.findById(actor.id).lean();
  const pending = user?.seats.filter((seat) => seat.status === "pending") ?? [];
  const names = await organisationNames(pending.map((seat) => seat.organisation));
  return pending.map((seat) => ({
    id: seat.organisation,
    organisation: names.get(seat.organisation) ?? "",
    askedAt: seat.askedAt,
  }));
}

/** The own request that waits, to be taken back. @throws 404 where none waits there. */
export async function seatToWithdraw(
  context: Context,
  id: string,
): Promise<{ organisation: string; askedAt: Date }> {
  const waiting = (await ownPendingSeats(context)).find((seat) => seat.id === id);
  if (!waiting || !can(context.actor, "seat.withdraw", { id }))
    throw notFound("Cette demande de rattachement");
  return waiting;
}

/**
 * Takes back the own request for a seat, which leaves the queue of who would have answered it. Drafts that were begun stay
 * their author's. @returns the organisation's name. @throws 404, 409 where it was answered meanwhile.
 */
export async function withdrawSeat(context: Context, id: string): Promise<string> {
  const { organisation: name } = await seatToWithdraw(context, id);
  const user = context.actor.id as string;
  const pending = { organisation: id, status: "pending" };
  await inTransaction(async (session) => {
    const asking = { _id: user, seats: { $elemMatch: pending } };
    const { modifiedCount } = await User.updateOne(asking, { $pull: { seats: pending } }, { session });
    if (modifiedCount === 0) throw conflict("seat-settled", "Cette demande a reçu une réponse entre-temps.");
    // What this person declared goes with the request, unless somebody else asks for it too.
    const others = await User.exists({ _id: { $ne: user }, "seats.organisation": id }).session(session);
    if (!others) await settleDeclaredOrganisation(context, session, id, false);
    await recordAudit(context, session, {
      subject: { type: "user", id: user },
      action: "seat.withdraw",
      note: name,
    });
  });
  return name;
}

/**
 * Confirms or refuses a pending seat; the person is told.
 * @throws 403 but for advisers and the organisation's editors, and for who asks; 404 when nothing is pending, or the address is not confirmed.
 */
export async function settleSeat(
  context: Context,
  { user: id, organisation, confirm }: { user: string; organisation: string; confirm: boolean },
): Promise<void> {
  if (!can(context.actor, "seat.confirm", { id: organisation, user: id })) {
    const own = id === context.actor.id;
    throw forbidden(
      own ? "Personne ne confirme son propre rattachement : un autre conseiller le fera." : undefined,
    );
  }
  await inTransaction(async (session) => {
    const pending = { organisation, status: "pending" };
    const asking = { _id: id, emailConfirmedAt: { $ne: null }, seats: { $elemMatch: pending } };
    const user = await User.findOneAndUpdate(
      asking,
      confirm ? { $set: { "seats.$.status": "active" } } : { $pull: { seats: pending } },
      { session, returnDocument: "after" },
    ).lean();
    if (!user) throw notFound("Cette demande de rattachement");
    const name = (await organisationNames([organisation])).get(organisation) ?? "";
    await settleDeclaredOrganisation(context, session, organisation, confirm);
    if (confirm) await shareDrafts(session, context.clock(), id, organisation);
    await recordAudit(context, session, {
      subject: { type: "user", id },
      action: confirm ? "seat.confirm" : "seat.refuse",
      note: name,
    });
    // Whoever acts for an organisation is not its expert.
    const profile = confirm ? await ownedProfile(id) : null;
    if (profile) await settleMatchesOfExpert(context, session, profile.id);
    const base = context.publicUrl();
    const message = confirm
      ? seatConfirmedMessage(name, context.actor.name, `${base}/besoins/nouveau`)
      : seatRefusedMessage(name, context.actor.name, `${base}/rattachement`);
    await tell(context, session, {
      key: `seat.settle ${id} ${organisation} ${context.clock().getTime()}`,
      letters: [{ to: [asPerson(user)], message }],
      place: `${base}/conseil`,
    });
  });
  context.wakeOutbox();
}
