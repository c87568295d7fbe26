import type { Life } from "./life.ts";
import type { Mode, NeedKind, Period, ThemeCode } from "./vocabulary.ts";

/** What the matching reads of a need: the fields that its author writes. */
export type NeedContent = {
  title: string;
  description: string;
  kinds: NeedKind[];
  themes: ThemeCode[];
  /** ISO 3166-1 alpha-2. */
  countries: string[];
  /** Sustainable development goals, 1 to 17. */
  odd: number[];
  /** ISO 639-1 of every language that an expert must work in. */
  languages: string[];
  period: Period | null;
  mode: Mode | null;
  /**
   * What a person said was read wrongly in the text ("theme:eau-assainissement", "country:BJ", "skill:…"): it counts no
   * more. Absent: nothing was.
   */
  dismissed?: string[];
};

export const NEED_STATUSES = ["draft", "submitted", "qualified", "in-progress", "closed"] as const;
export type NeedStatus = (typeof NEED_STATUSES)[number];
export const NEED_STATUS_LABELS: Record<NeedStatus, string> = {
  draft: "Brouillon",
  submitted: "Envoyé",
  qualified: "Qualifié",
  "in-progress": "En cours",
  closed: "Clos",
};

export const NEED_OUTCOMES = ["met", "partly-met", "unmet", "withdrawn"] as const;
export type NeedOutcome = (typeof NEED_OUTCOMES)[number];
export const NEED_OUTCOME_LABELS: Record<NeedOutcome, string> = {
  met: "Le besoin est satisfait",
  "partly-met": "Le besoin est satisfait en partie",
  unmet: "Le besoin n’est pas satisfait",
  withdrawn: "Le besoin n’est plus d’actualité",
};

/** Source: design paper "The domain", lives of a need. */
export const NEED_LIFE = {
  submit: { to: "submitted", from: ["draft"], by: ["editor"] },
  qualify: { to: "qualified", from: ["submitted"], by: ["adviser"] },
  start: { to: "in-progress", from: ["qualified"], by: ["system"] },
  close: { to: "closed", from: ["submitted", "qualified", "in-progress"], by: ["editor", "adviser"] },
  reopen: { to: "qualified", from: ["closed"], by: ["adviser"] },
} as const satisfies Life<NeedStatus, string>;
export type NeedAction = keyof typeof NEED_LIFE;

/** Content can be edited by its organisation until a match is running; a closed need is read only. */
export const EDITABLE_NEED_STATUSES: readonly NeedStatus[] = [
  "draft",
  "submitted",
  "qualified",
  "in-progress",
];

/** Statuses in which candidates may be put forward for a need. */
export const OPEN_NEED_STATUSES: readonly NeedStatus[] = ["submitted", "qualified", "in-progress"];

/** Who must act next on a need, as a French phrase. */
export function whoActsOnNeed(status: NeedStatus): string {
  switch (status) {
    case "draft":
      return "La structure doit l’envoyer";
    case "submitted":
      return "Un conseiller CUF doit le qualifier";
    case "qualified":
      return "La structure choisit qui rencontrer";
    case "in-progress":
      return "Une mise en relation est acceptée";
    case "closed":
      return "Plus personne n’a à agir";
  }
}

/** What was typed of a need before there was an account or an organisation to write it for, with what was corrected in it. */
export type TypedNeed = { description: string; themes: string[]; countries: string[]; dismissed: string[] };
