import type { Message } from "../mail/message.ts";

/** What is written to people about their account and their seats. */

export const confirmEmailMessage = (url: string): Message => ({
  subject: "Confirmez votre adresse",
  says: ["Quelqu’un, sans doute vous, ouvre un compte sur la Bourse avec cette adresse."],
  link: { label: "Confirmer mon adresse", url },
  next: [
    "Ce lien ouvre une page : pressez-y « Confirmer mon adresse ». Il vaut pendant trois jours.",
    "Si vous n’avez rien demandé, ne faites rien : le compte ne s’ouvrira pas.",
  ],
  toUnconfirmed: true,
});

export const accountExistsMessage = (url: string): Message => ({
  subject: "Vous avez déjà un compte",
  says: ["Quelqu’un, sans doute vous, a voulu ouvrir un compte avec cette adresse. Elle en a déjà un."],
  link: { label: "Choisir un autre mot de passe", url },
  next: ["Si vous vous souvenez de votre mot de passe, connectez-vous : vous n’avez rien d’autre à faire."],
});

export const resetPasswordMessage = (url: string): Message => ({
  subject: "Choisissez un nouveau mot de passe",
  says: ["Quelqu’un, sans doute vous, a demandé à changer le mot de passe de ce compte."],
  link: { label: "Choisir un nouveau mot de passe", url },
  next: [
    "Ce lien vaut pendant deux heures.",
    "Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même.",
  ],
  toUnconfirmed: true,
});

export const seatAskedMessage = (name: string, organisation: string, url: string): Message => ({
  subject: `${name} demande à représenter ${organisation}`,
  says: [
    `${name} demande à publier les besoins de ${organisation} et à répondre en son nom.`,
    "Confirmez si vous savez que cette personne y travaille ou y est élue ; refusez sinon.",
  ],
  link: { label: "Confirmer ou refuser", url },
  next: ["En attendant, cette personne ne lit pas les besoins de la structure et n’envoie rien en son nom."],
});

export const seatConfirmedMessage = (organisation: string, by: string, url: string): Message => ({
  subject: `Votre rattachement à ${organisation} est confirmé`,
  says: [
    `${by} a confirmé votre rattachement.`,
    `Vous pouvez maintenant publier les besoins de ${organisation} et demander des mises en relation.`,
  ],
  link: { label: "Décrire un besoin", url },
  next: ["Si vous avez déjà préparé un brouillon, il vous attend : vous pouvez l’envoyer."],
});

export const seatRefusedMessage = (organisation: string, by: string, url: string): Message => ({
  subject: `Votre rattachement à ${organisation} n’a pas été confirmé`,
  says: [
    `${by} n’a pas confirmé votre demande de rattachement à ${organisation}. Votre compte reste ouvert.`,
    "Si vous vous êtes trompé de structure, vous pouvez en demander une autre.",
  ],
  link: { label: "Demander un autre rattachement", url },
});
