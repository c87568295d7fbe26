import { type PendingSeat, pendingSeats } from "../accounts/seats.ts";
import type { Context } from "../context.ts";
import { submittedExperts } from "../experts/usecases.ts";
import { waited } from "../http/format.ts";
import { presentMatchRow } from "../matches/present.ts";
import { matchesToCall, requestedMatches } from "../matches/usecases.ts";
import { presentNeedRow } from "../needs/present.ts";
import { submittedNeeds } from "../needs/usecases.ts";
import { organisationNames } from "../organisations/usecases.ts";
import type { Window, Windowed } from "../storage/window.ts";

export const QUEUE_KINDS = ["besoins", "mises-en-relation", "contacts", "profils", "rattachements"] as const;
export type QueueKind = (typeof QUEUE_KINDS)[number];

/** What each queue is called, and how it says that it is empty. */
export const QUEUES: Record<QueueKind, { heading: string; none: string; rows: string }> = {
  besoins: { heading: "Besoins à qualifier", none: "Aucun besoin n’attend.", rows: "needs/row-list" },
  "mises-en-relation": {
    heading: "Mises en relation à examiner",
    none: "Aucune demande n’attend.",
    rows: "matches/row-list",
  },
  contacts: { heading: "Contacts à prendre", none: "Personne n’est à appeler.", rows: "matches/row-list" },
  profils: {
    heading: "Profils à valider",
    none: "Aucun profil n’attend.",
    rows: "dashboard/profiles",
  },
  rattachements: {
    heading: "Rattachements à confirmer",
    none: "Aucune demande n’attend.",
    rows: "dashboard/seats",
  },
};

/** A person who asks to act for an organisation, with what answers them. */
export const presentSeat =
  (now: Date) =>
  ({ user, name, email, organisation, askedAt }: PendingSeat) => ({
    who: name,
    mail: email,
    organisation,
    waited: waited(askedAt, now),
    confirm: `/rattachement/${organisation.id}/${user}/confirmer`,
    refuse: `/rattachement/${organisation.id}/${user}/refuser`,
  });

async function rowsOf<T extends object>(
  { items, total }: Windowed<T>,
  organisationOf: (item: T) => string,
  row: (item: T, organisation: string) => object,
): Promise<Windowed<object>> {
  const names = await organisationNames(items.map(organisationOf));
  return { items: items.map((item) => row(item, names.get(organisationOf(item)) ?? "")), total };
}

/** A part of a queue as its rows are shown, the oldest first. @throws 403 but for who it waits for. */
export async function readQueue(
  context: Context,
  kind: QueueKind,
  window: Window,
): Promise<Windowed<object>> {
  const now = context.clock();
  switch (kind) {
    case "besoins":
      return rowsOf(
        await submittedNeeds(context, window),
        (need) => need.organisation,
        (need, organisation) => ({
          ...presentNeedRow(need, organisation, now, context.actor),
          waited: waited(need.statusSince, now),
        }),
      );
    case "mises-en-relation":
    case "contacts":
      return rowsOf(
        await (kind === "contacts" ? matchesToCall : requestedMatches)(context, window),
        (match) => match.needOrganisation,
        (match, organisation) => ({
          ...presentMatchRow(match, organisation, now, context.actor),
          waited: waited(match.statusSince, now),
        }),
      );
    case "profils": {
      const { items, total } = await submittedExperts(context, window);
      const rows = items.map(({ _id: id, name, headline, statusSince }) => ({
        href: `/experts/${id}`,
        person: name,
        headline,
        waited: waited(statusSince, now),
      }));
      return { items: rows, total };
    }
    case "rattachements": {
      const { items, total } = await pendingSeats(context, window);
      return { items: items.map(presentSeat(now)), total };
    }
  }
}
