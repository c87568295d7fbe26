import type { Day } from "../domain/days.ts";
import type { Message } from "../mail/message.ts";

/** What is written to the owners of profiles, and to advisers about them. */

export const profileToReadMessage = (name: string, headline: string, url: string): Message => ({
  subject: `Un profil d’expert attend votre validation : ${name}`,
  says: [
    `${name} (${headline}) demande à entrer dans l’annuaire. Un conseiller lit le profil, puis le publie ou le renvoie.`,
  ],
  link: { label: "Lire le profil", url },
});

export const expertPublishedMessage = (url: string): Message => ({
  subject: "Votre profil est publié",
  says: ["Votre profil est en ligne : les collectivités peuvent vous trouver."],
  link: { label: "Voir mon profil", url },
  next: [
    "Quand l’une d’elles voudra vous rencontrer, un conseiller validera sa demande et vous recevrez une invitation.",
  ],
});

export const expertSentBackMessage = (by: string, words: string, url: string): Message => ({
  subject: "Votre profil est à compléter",
  says: ["Un conseiller de CUF a lu votre profil et vous demande de le compléter."],
  quote: { by, words },
  link: { label: "Compléter mon profil", url },
  next: ["Une fois complété, envoyez-le de nouveau : un conseiller le relira."],
});

/** @param ended how many invitations awaited an answer */
const invitationsEnd = (ended: number): string[] =>
  ended > 0
    ? ["Les invitations qui attendaient votre réponse s’arrêtent : les collectivités en sont prévenues."]
    : [];

export const expertSuspendedMessage = (by: string, words: string, ended: number, url: string): Message => ({
  subject: "Votre profil est suspendu",
  says: ["Un conseiller de CUF a suspendu votre profil : il n’apparaît plus dans la Bourse."],
  quote: { by, words },
  link: { label: "Voir mon profil", url },
  next: [...invitationsEnd(ended), "Un conseiller peut le publier à nouveau."],
});

export const expertArchivedMessage = (by: string, words: string, ended: number, url: string): Message => ({
  subject: "Votre profil est archivé",
  says: [`${by}, de CUF, a retiré votre profil de l’annuaire.`],
  quote: { by, words },
  link: { label: "Voir mon profil", url },
  next: [...invitationsEnd(ended), "Un conseiller peut le publier à nouveau."],
});

/** @param left how many reminders may follow before the profile leaves the results */
export const confirmProfileMessage = (
  reminder: boolean,
  left: number,
  leavesOn: Day,
  url: string,
): Message => ({
  subject: reminder
    ? "Rappel : votre profil est-il toujours juste ?"
    : "Votre profil est-il toujours juste ?",
  says: [
    "Votre profil n’a pas changé depuis plus d’un an. S’il est toujours juste, un bouton suffit pour le dire ; sinon, corrigez-le.",
  ],
  link: { label: "Confirmer ou corriger mon profil", url },
  before: leavesOn,
  next: [
    left > 0
      ? "Passé ce jour, il n’apparaîtra plus dans les résultats tant que vous ne l’aurez pas confirmé."
      : "C’est le dernier rappel. Passé ce jour, il n’apparaîtra plus dans les résultats tant que vous ne l’aurez pas confirmé.",
  ],
});

export const profileLapsedMessage = (url: string): Message => ({
  subject: "Votre profil n’apparaît plus dans les résultats",
  says: [
    "Vous n’avez pas confirmé votre profil : les collectivités ne le trouvent plus. Un bouton suffit pour qu’il revienne.",
  ],
  link: { label: "Confirmer mon profil", url },
});
