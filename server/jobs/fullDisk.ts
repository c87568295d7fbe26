import { peopleWithRole } from "../accounts/people.ts";
import { compose, type Sender } from "../mail/compose.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { Message } from "../mail/message.ts";
import { newId } from "../storage/id.ts";
import { Told } from "./model.ts";

const FULL: Message = {
  subject: "Le disque de la Bourse est plein",
  says: [
    "Plus rien ne peut être enregistré. Les pages se lisent encore ; ce qui est envoyé est refusé, et reste écrit dans la page de qui l’envoie.",
    "Faites de la place sur le serveur : l’écriture reprend alors toute seule, il n’y a rien à redémarrer.",
  ],
};

/** Writes to the administrators at once, without the outbox: what is queued is stored, and nothing can be. */
export async function tellOfFullDisk(mailer: Mailer, sender: Sender): Promise<void> {
  for (const { name, email, confirmed } of await peopleWithRole("admin")) {
    if (confirmed) await mailer.send(compose({ to: email, name, message: FULL, digest: newId() }, sender));
  }
}

/** Writes a record that says nothing, to learn whether there is room. @throws where there is none. */
export async function tryToWrite(): Promise<void> {
  await Told.updateOne({ _id: "room" }, { at: new Date() }, { upsert: true });
}
