import type { Message } from "../mail/message.ts";

/** What is written about a need: to advisers when it is sent, to its author afterwards. `by` is who did it. */
type AboutNeed = { title: string; url: string; by: string };

export const needToQualifyMessage = ({ title, url, by }: AboutNeed, organisation: string): Message => ({
  subject: `Un besoin attend d’être qualifié : ${title}`,
  says: [
    `${by} (${organisation}) a envoyé le besoin « ${title} ». Un conseiller le lit, précise ce dont il s’agit et en prend la charge.`,
  ],
  link: { label: "Lire et qualifier le besoin", url },
});

export const needQualifiedMessage = ({ title, url, by }: AboutNeed, words: string): Message => ({
  subject: `Votre besoin est qualifié : ${title}`,
  says: [`${by}, de CUF, suit maintenant votre besoin « ${title} ».`],
  quote: { by, words },
  link: { label: "Voir qui pourrait y répondre", url },
  next: [
    // Nobody reads an answer to an automatic mail.
    ...(words ? ["Si une précision vous est demandée, écrivez-la dans le besoin, par « Modifier »."] : []),
    "Demandez une mise en relation avec les personnes de votre choix : un conseiller l’examine, puis les invite.",
  ],
});

export const needClosedMessage = (
  { title, url, by }: AboutNeed,
  outcome: string,
  words: string,
): Message => ({
  subject: `Besoin clos : ${title}`,
  says: [`${by} a clos le besoin « ${title} ». ${outcome}.`],
  quote: { by, words },
  link: { label: "Revoir le besoin", url },
  next: ["Les demandes qui attendaient une réponse sont closes avec lui. Un conseiller peut le rouvrir."],
});

export const needReopenedMessage = ({ title, url, by }: AboutNeed, words: string): Message => ({
  subject: `Besoin rouvert : ${title}`,
  says: [`${by}, de CUF, a rouvert le besoin « ${title} ».`],
  quote: { by, words },
  link: { label: "Voir qui pourrait y répondre", url },
});
