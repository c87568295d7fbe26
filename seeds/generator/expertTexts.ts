import type { Skill } from "../../server/domain/reference.ts";
import type { ExpertKind } from "../../server/domain/vocabulary.ts";
import type { Random } from "./random.ts";
import { capitalise, enumerate, type Subject } from "./subjects.ts";

/** Who speaks, and of what. */
type Voice = {
  /** Rank of the person, from 0: no two people have the same. */
  index: number;
  random: Random;
  kind: ExpertKind;
  woman: boolean;
  years: number;
  subject: Subject;
  skills: Skill[];
};

/** Feminine and masculine of one's trade, by kind; each goes with “, ” or “ : ” and a subject. */
const TRADES: Record<ExpertKind, [string, string][]> = {
  agent: [
    ["Chargée de mission", "Chargé de mission"],
    ["Directrice de service", "Directeur de service"],
    ["Responsable de pôle", "Responsable de pôle"],
    ["Cheffe de projet", "Chef de projet"],
    ["Technicienne territoriale", "Technicien territorial"],
    ["Ingénieure territoriale", "Ingénieur territorial"],
  ],
  elu: [
    ["Adjointe au maire", "Adjoint au maire"],
    ["Conseillère municipale déléguée", "Conseiller municipal délégué"],
    ["Vice-présidente", "Vice-président"],
    ["Conseillère départementale", "Conseiller départemental"],
  ],
  retraite: [
    ["Ancienne directrice", "Ancien directeur"],
    ["Retraitée de la fonction publique", "Retraité de la fonction publique"],
    ["Ex-ingénieure", "Ex-ingénieur"],
    ["Ancienne enseignante", "Ancien enseignant"],
  ],
  consultant: [
    ["Consultante", "Consultant"],
    ["Experte indépendante", "Expert indépendant"],
    ["Formatrice", "Formateur"],
    ["Ingénieure-conseil", "Ingénieur-conseil"],
    ["Évaluatrice", "Évaluateur"],
  ],
  universitaire: [
    ["Maîtresse de conférences", "Maître de conférences"],
    ["Chercheuse", "Chercheur"],
    ["Enseignante-chercheuse", "Enseignant-chercheur"],
    ["Docteure", "Docteur"],
  ],
  association: [
    ["Coordinatrice de programme", "Coordinateur de programme"],
    ["Présidente d’association", "Président d’association"],
    ["Bénévole", "Bénévole"],
    ["Chargée de projets", "Chargé de projets"],
  ],
};

function trade({ random, kind, woman }: Voice): string {
  const [feminine, masculine] = random.pick(TRADES[kind]);
  return woman ? feminine : masculine;
}

/** One line, as people title themselves. */
export function expertHeadline(voice: Voice): string {
  const { random, subject } = voice;
  const [first = subject.theme.label, second] = subject.terms;
  const title = trade(voice);
  switch (random.int(0, 5)) {
    case 0:
      return `${title}, ${subject.subthemes[0]?.label.toLowerCase() ?? first}`;
    case 1:
      return `${title} : ${first}${second ? ` et ${second}` : ""}`;
    case 2:
      return `${capitalise(first)}, ${subject.countries.map((country) => country.name).join(", ")}`;
    case 3:
      return `${title}, coopération décentralisée (${subject.theme.label.toLowerCase()})`;
    case 4:
      return `${capitalise(first)} : de ${subject.places[0]} à la France`;
    default:
      return `${title} (${subject.terms.slice(0, 3).join(", ")})`;
  }
}

/** A paragraph of four to six sentences, 40 to 110 words. */
export function expertBio(voice: Voice): string {
  const { random } = voice;
  const sentences = [
    opening(voice),
    field(voice),
    work(voice),
    ...(random.chance(0.6) ? [figure(voice)] : []),
    limit(voice),
  ];
  if (random.chance(0.5)) sentences.push(manner(voice));
  sentences.push(record(voice));
  return sentences.join(" ");
}

function opening(voice: Voice): string {
  const { random, kind, years, subject, woman } = voice;
  const theme = subject.theme.label.toLowerCase();
  const title = trade(voice);
  const openings: Record<ExpertKind, string[]> = {
    agent: [
      `${title} depuis ${years} ans dans une collectivité, sur le sujet « ${theme} ».`,
      `${capitalise(theme)} : c’est mon métier depuis ${years} ans, au service de ma collectivité.`,
      `En poste depuis ${years} ans, je suis aussi la coopération avec ${subject.places[0]}.`,
    ],
    elu: [
      `${title} en charge de ce dossier : ${theme}, ${years} ans de vie publique.`,
      `${woman ? "Élue" : "Élu"} depuis ${years} ans, je porte dans ma collectivité les questions suivantes : ${theme}.`,
    ],
    retraite: [
      `${years} ans de carrière derrière moi, surtout dans ce domaine : ${theme}.`,
      `À la retraite après ${years} ans de service, je garde un pied dans le métier.`,
    ],
    consultant: [
      `${title} depuis ${years} ans, pour des collectivités et leurs partenaires.`,
      `J’accompagne depuis ${years} ans des communes, des syndicats et des ONG.`,
      `Bureau d’études d’une seule personne, ${years} ans de pratique.`,
    ],
    universitaire: [
      `Mes recherches portent sur ce champ : ${theme}. ${years} ans d’enquêtes.`,
      `${title}, je travaille depuis ${years} ans entre laboratoire et terrain.`,
    ],
    association: [
      `${years} ans dans le mouvement associatif, d’abord comme bénévole.`,
      `Avec notre association, je suis depuis ${years} ans un partenariat avec ${subject.places[0]}.`,
    ],
  };
  return random.pick(openings[kind]);
}

function field({ random, subject }: Voice): string {
  const terms = enumerate(subject.terms.slice(0, 4));
  return random.pick([
    `Mes sujets : ${terms}.`,
    `Au quotidien : ${terms}.`,
    `J’ai travaillé sur ${subject.terms.length} chantiers de ce genre : ${terms}.`,
    `${capitalise(terms)}, voilà ce que je connais de près.`,
    `Ce que je sais faire : ${terms}.`,
  ]);
}

function work({ random, subject, skills }: Voice): string {
  const places = enumerate(subject.places);
  const skill = skills[0];
  const doing = skill
    ? random.pick([skill.label.toLowerCase(), random.pick(skill.terms)])
    : "appui aux équipes";
  const year = random.int(2004, 2025);
  return random.pick([
    `Missions à ${places} depuis ${year}, pour : ${doing}.`,
    `En ${year}, premier séjour à ${places} ; depuis, ${random.int(2, 14)} missions (${doing}).`,
    `Terrain : ${places}, avec les services municipaux et les habitants. Ma part : ${doing}.`,
    `J’ai conduit de ${year} à ${year + random.int(1, 6)} un projet à ${places} : ${doing}, puis ${subject.terms.at(-1)}.`,
    `Partenariat suivi à distance avec ${places} : ${doing}.`,
  ]);
}

function figure({ random, subject }: Voice): string {
  const number = random.int(12, 980);
  const things = random.pick([
    "agents formés",
    "familles concernées",
    "dossiers relus",
    "réunions animées",
    "élus accompagnés",
  ]);
  return random.pick([
    `Bilan : ${number} ${things}, et quelques échecs que je raconte volontiers.`,
    `Au total ${number} ${things} en ${random.int(2, 15)} ans.`,
    `Budget du dernier projet : ${random.int(8, 400)} 000 €, dont ${random.int(10, 60)} % pour ${subject.terms[1] ?? subject.terms[0]}.`,
    `Nous avons tenu ${random.int(3, 30)} ateliers et ${number} ${things}.`,
  ]);
}

function limit({ random, subject, skills }: Voice): string {
  const other = skills.at(-1)?.label.toLowerCase() ?? "le montage financier";
  return random.pick([
    "Je préfère les petites collectivités et les rapports courts.",
    `Je laisse à d’autres ce que je connais mal ; ${other}, en revanche, me va bien.`,
    `Possible à distance, ou ${random.int(5, 21)} jours sur place.`,
    `Je peux aussi relire un dossier ou préparer une délégation à ${subject.places.at(-1)}.`,
    `Premier échange gratuit de ${random.int(20, 60)} minutes.`,
    `Sujet connexe : ${subject.subthemes.at(-1)?.label.toLowerCase()}.`,
  ]);
}

function manner({ random, woman }: Voice): string {
  return random.pick([
    "Ma règle : on commence par écouter les gens, pas par construire.",
    "Je forme en faisant, et je reviens un an après voir ce qui reste.",
    `Je suis ${woman ? "habituée" : "habitué"} aux réunions difficiles et aux routes longues.`,
    "Tout ce que j’écris est partagé, modèles compris.",
    `Très ${woman ? "attachée" : "attaché"} à la place des femmes dans les comités.`,
    "Les délais administratifs, je les connais : il faut s’y prendre tôt.",
  ]);
}

/** Two counts that together stand for the person's rank: they make every bio different from all others. */
function record({ random, index }: Voice): string {
  const written = 2 + Math.floor(index / 990);
  const received = 2 + (index % 990);
  return random.pick([
    `J’ai écrit ${written} fiches et reçu ${received} visiteurs.`,
    `${written} notes en ligne, ${received} lectures par mois.`,
    `Références : ${written} rapports, ${received} pages en tout.`,
  ]);
}
