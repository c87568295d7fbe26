/**
 * Every mail that the service sends, as plain text: subject, then short sentences and one address to go to.
 * Mails carry no contact details and no text of a need beyond its title: they may be read by others.
 */
export type Message = { subject: string; text: string };

const signed = (lines: string[]): string => [...lines, "", "La Bourse de Cités Unies France", ""].join("\n");

export const confirmEmailMessage = (name: string, url: string): Message => ({
  subject: "Confirmez votre adresse",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Pour ouvrir votre compte sur la Bourse, ouvrez ce lien, puis pressez « Confirmer mon adresse » :",
    url,
    "",
    "Ce lien vaut pendant trois jours. Si vous n’avez rien demandé, ne faites rien.",
  ]),
});

export const accountExistsMessage = (name: string, url: string): Message => ({
  subject: "Vous avez déjà un compte",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Quelqu’un, sans doute vous, a voulu ouvrir un compte avec cette adresse. Elle en a déjà un.",
    "Si vous avez oublié votre mot de passe, choisissez-en un autre ici :",
    url,
  ]),
});

export const resetPasswordMessage = (name: string, url: string): Message => ({
  subject: "Choisissez un nouveau mot de passe",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Pour choisir un nouveau mot de passe :",
    url,
    "",
    "Ce lien vaut pendant deux heures. Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même.",
  ]),
});

export const seatConfirmedMessage = (name: string, organisation: string, url: string): Message => ({
  subject: `Votre rattachement à ${organisation} est confirmé`,
  text: signed([
    `Bonjour ${name},`,
    "",
    `Vous pouvez maintenant publier les besoins de ${organisation} et demander des mises en relation :`,
    url,
  ]),
});

export const seatRefusedMessage = (name: string, organisation: string): Message => ({
  subject: `Votre rattachement à ${organisation} n’a pas été confirmé`,
  text: signed([
    `Bonjour ${name},`,
    "",
    `Votre demande de rattachement à ${organisation} n’a pas été retenue. Votre compte reste ouvert.`,
    "En cas d’erreur, répondez à ce message.",
  ]),
});

export const adviserTaskMessage = (what: string, url: string): Message => ({
  subject: what,
  text: signed(["Bonjour,", "", `${what}.`, "À voir dans la file du conseil :", url]),
});

export const expertPublishedMessage = (name: string, url: string): Message => ({
  subject: "Votre profil est publié",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Votre profil est en ligne. Les collectivités peuvent vous trouver :",
    url,
  ]),
});

export const expertSentBackMessage = (name: string, note: string, url: string): Message => ({
  subject: "Votre profil est à compléter",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Un conseiller de CUF a lu votre profil et vous demande de le compléter :",
    note,
    "",
    "Votre profil :",
    url,
  ]),
});

export const expertSuspendedMessage = (name: string, note: string): Message => ({
  subject: "Votre profil est suspendu",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Votre profil n’apparaît plus dans la bourse.",
    ...said("Le conseiller", note),
  ]),
});

export const needQualifiedMessage = (title: string, url: string, note?: string | undefined): Message => ({
  subject: `Votre besoin est qualifié : ${title}`,
  text: signed([
    "Bonjour,",
    "",
    "Un conseiller de CUF suit maintenant votre besoin :",
    title,
    ...said("Le conseiller", note),
    "",
    url,
  ]),
});

export const needClosedMessage = (
  title: string,
  outcome: string,
  url: string,
  note?: string | undefined,
): Message => ({
  subject: `Besoin clos : ${title}`,
  text: signed(["Bonjour,", "", `Ce besoin est clos. ${outcome}.`, ...(note ? [`« ${note} »`] : []), url]),
});

export const needReopenedMessage = (title: string, url: string, why: string): Message => ({
  subject: `Besoin rouvert : ${title}`,
  text: signed([
    "Bonjour,",
    "",
    "Un conseiller de CUF a rouvert ce besoin :",
    title,
    ...said("Le conseiller", why),
    "",
    url,
  ]),
});

/** @param left how many reminders may follow before the profile leaves the results */
export const confirmProfileMessage = (
  name: string,
  reminder: boolean,
  left: number,
  url: string,
): Message => ({
  subject: reminder
    ? "Rappel : votre profil est-il toujours juste ?"
    : "Votre profil est-il toujours juste ?",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Votre profil n’a pas changé depuis plus d’un an. S’il est toujours juste, un bouton suffit pour le dire ; sinon, corrigez-le :",
    url,
    "",
    left > 0
      ? "Sans réponse, il finira par ne plus apparaître dans les résultats."
      : "C’est le dernier rappel : sans réponse d’ici deux semaines, il n’apparaîtra plus dans les résultats.",
  ]),
});

export const profileLapsedMessage = (name: string, url: string): Message => ({
  subject: "Votre profil n’apparaît plus dans les résultats",
  text: signed([
    `Bonjour ${name},`,
    "",
    "Vous n’avez pas confirmé votre profil : les collectivités ne le trouvent plus. Un bouton suffit pour qu’il revienne :",
    url,
  ]),
});

/** Words that somebody wrote to the reader, between French quotes. */
const said = (who: string, note: string | undefined): string[] =>
  note ? ["", `${who} vous écrit : « ${note} »`] : [];

export const matchInvitationMessage = (
  needTitle: string,
  organisation: string,
  url: string,
  note?: string | undefined,
): Message => ({
  subject: `${organisation} souhaite vous rencontrer`,
  text: signed([
    "Bonjour,",
    "",
    `${organisation} a un besoin auquel vous pourriez répondre : « ${needTitle} ».`,
    "Un conseiller de CUF a validé cette mise en relation. Vos coordonnées ne passent que si vous acceptez.",
    ...said("Le conseiller", note),
    "",
    "Lire le besoin et répondre :",
    url,
  ]),
});

export const matchReminderMessage = (needTitle: string, daysLeft: number, url: string): Message => ({
  subject: `Rappel : une collectivité attend votre réponse`,
  text: signed([
    "Bonjour,",
    "",
    `Le besoin « ${needTitle} » attend votre réponse. Sans elle, l’invitation s’éteint dans ${daysLeft} jours.`,
    url,
  ]),
});

/** Tells a party what became of a match with `other`; `reason` is the wording of a coded reason, `note` what was written with it. */
export const matchNewsMessage = (
  news: string,
  other: string,
  {
    needTitle,
    reason,
    note,
    url,
  }: { needTitle: string; reason: string | undefined; note: string | undefined; url: string },
): Message => ({
  subject: `${news} : ${needTitle}`,
  text: signed([
    "Bonjour,",
    "",
    `${news} avec ${other}, pour le besoin « ${needTitle} ».`,
    ...(reason ? [`Raison : ${reason}.`] : []),
    ...(note ? [`« ${note} »`] : []),
    "",
    url,
  ]),
});

export const feedbackMessage = (needTitle: string, url: string): Message => ({
  subject: `Comment cela s’est-il passé ? ${needTitle}`,
  text: signed([
    "Bonjour,",
    "",
    `La mission pour « ${needTitle} » est terminée. Dites-nous en deux minutes ce qui a bien marché et ce qui a manqué :`,
    url,
  ]),
});
