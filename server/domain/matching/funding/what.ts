import type { NeedKind, ThemeCode } from "../../vocabulary.ts";
import type { FundingCandidate } from "../types.ts";
import {
  isFact,
  met,
  notMet,
  projectCountries,
  READ,
  type Rule,
  type RuleContext,
  toCheck,
  unknown,
} from "./check.ts";
import { saidIn, timesSaid, wordsOf } from "./needWords.ts";
import { citedAs, refusesMoney } from "./signs.ts";

/** What is no money for the asker says so, and is proposed only to who would use it. */
export const nature: Rule = ({ view, funding }) => {
  const refused = refusesMoney(view);
  if (refused && funding.nature !== "support")
    return notMet("nature", `Le besoin dit ne pas chercher d’argent (« ${refused} »)`);
  if (funding.nature !== "donation") return null;
  const emergency = view.understood.themes.find((t) => t.code === "urgence-risques");
  const gives = saidIn(view, ["don", "dons", "donner", "faire un don", "solidarité", "aide d’urgence"]);
  const asks = view.understood.kinds.some((k) => k.code === "financement");
  if (citedAs(view, funding) || (emergency && isFact(emergency) && gives && !asks))
    return toCheck("nature", "vous voulez donner : c’est un canal de don, qui ne finance pas votre projet");
  return notMet("nature", "Canal de don : votre collectivité verse, elle ne reçoit pas");
};

/**
 * Whether a support answers such an ask. What a network of all themes tells or teaches is for who sets up a project or
 * looks for partners, not on the subject of the need.
 */
function answers({ themes }: FundingCandidate, kind: NeedKind): boolean {
  return kind !== "formation" && (themes.length > 0 || kind !== "retour-experience");
}

/** Advice and exchanges are answers where they are asked for. */
export const kind: Rule = ({ view, funding }) => {
  if (funding.nature !== "support") return null;
  const wanted = view.understood.kinds;
  const answered = wanted.filter((k) => answers(funding, k.code) && funding.kinds.includes(k.code));
  if (answered.some(isFact) || citedAs(view, funding))
    return met("kind", "Apporte l’aide demandée : un appui, pas une subvention");
  const [read] = answered;
  if (read)
    return toCheck(
      "kind",
      `vous cherchez bien ${withoutCapital(read.label)} : c’est un appui, pas une subvention`,
    );
  if (wanted.length > 0) return notMet("kind", "Appui d’une autre sorte que celui demandé");
  return funding.themes.length > 0
    ? met("kind", "Un appui sur ce thème, pas une subvention")
    : unknown("kind", "le besoin ne dit pas chercher un appui");
};

const withoutCapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Themes under which the project itself would apply. */
function themesOf({ view }: RuleContext) {
  const { themes } = view.understood;
  const ticked = themes.filter((t) => t.source === "declared");
  return { ticked, read: themes.filter((t) => t.source !== "declared" && t.confidence >= READ) };
}

/** Beside a theme that is certain, one that is less sure than that is context. */
const BESIDE = 0.6;

export const theme: Rule = (context) => {
  const { funding, view } = context;
  if (funding.themes.length === 0) return met("theme", "Tous thèmes");
  const cited = citedAs(view, funding);
  if (cited) return met("theme", `Votre texte cite ce dispositif (« ${cited} »)`);
  const { ticked, read } = themesOf(context);
  const admitted = (code: ThemeCode) => funding.themes.includes(code);
  const declared = ticked.find((t) => admitted(t.code));
  if (declared) return met("theme", `Thème admis : ${declared.label}`);
  const found = read.find((t) => admitted(t.code));
  if (found) {
    const words = found.words[0] ? `lu dans « ${found.words[0]} »` : "lu dans votre texte";
    if (ticked.length > 0) return toCheck("theme", `le thème admis (${found.label}) n’est que secondaire`);
    const other = read.find((t) => isFact(t) && !admitted(t.code));
    if (other && found.confidence < BESIDE)
      return notMet("theme", `Thème du projet hors du dispositif : ${other.label}`);
    return isFact(found)
      ? met("theme", `Thème admis : ${found.label}, ${words}`)
      : toCheck("theme", `le thème du projet est bien ${found.label} (${words})`);
  }
  const european = projectCountries(context).some(({ code }) => context.countries.get(code)?.eu);
  if (european && admitted("europe-transfrontalier") && funding.subjects.length > 0)
    return met("theme", "Projet avec un pays de l’Union européenne");
  return ticked.length > 0 || read.length > 0
    ? notMet("theme", "Thème du projet hors du dispositif")
    : unknown("theme", "le thème du projet n’est pas précisé");
};

/** In a text of more words than that, a thing that is said once, and not in the title, is only touched upon. */
const LONG = 60;

/** What a scheme is for, more precisely than its themes: a word or a subtheme of the need must speak of it. */
export const subject: Rule = ({ view, funding }) => {
  if (funding.subjects.length === 0 || citedAs(view, funding)) return null;
  const long = wordsOf(view).split(" ").length > LONG;
  const told: string[] = [];
  for (const { label, terms, subthemes } of funding.subjects) {
    const said = timesSaid(view, terms);
    const read = view.understood.subthemes.find((s) => subthemes.includes(s.code) && s.confidence >= READ);
    if (said.times === 0 && !read) return notMet("subject", `Vise ${label} : le besoin n’en parle pas`);
    if (long && said.times < 2 && !said.inTitle && !read)
      return notMet("subject", `Vise ${label} : le besoin ne fait que l’effleurer (« ${said.first} »)`);
    told.push(`« ${said.first ?? read?.words[0] ?? read?.label} »`);
  }
  const labels = funding.subjects.map((s) => s.label).join(" et ");
  return met("subject", `Vise ${labels} : votre texte en parle (${told.join(", ")})`);
};
