import { MATCH_REASON_LABELS } from "../domain/match.ts";
import { NEED_OUTCOME_LABELS } from "../domain/need.ts";
import { type Actor, can } from "../domain/policies.ts";
import { frenchMoment } from "../http/format.ts";
import type { AuditRecord, AuditSubject } from "./model.ts";

/** What each line of the trail says, as a French phrase. */
const PHRASES: Record<string, string> = {
  "need.create": "Besoin écrit",
  "need.edit": "Besoin modifié",
  "need.move": "Brouillon passé à une autre structure",
  "need.delete": "Brouillon supprimé",
  "need.submit": "Besoin envoyé",
  "need.qualify": "Besoin qualifié",
  "need.start": "Besoin en cours : une mise en relation est acceptée",
  "need.close": "Besoin clos",
  "need.reopen": "Besoin rouvert",
  "match.request": "Mise en relation demandée",
  "match.shortlist": "Candidat présélectionné",
  "match.validate": "Validée",
  "match.withdraw": "Demande retirée",
  "match.reject": "Écartée",
  "match.call": "Appel au candidat",
  "match.accept": "Acceptée",
  "match.decline": "Déclinée",
  "match.expire": "Restée sans réponse",
  "match.engage": "Mission notée",
  "match.confirm-mission": "Dates de la mission confirmées",
  "match.change-mission": "Dates de la mission changées",
  "match.complete": "Mission terminée",
  "match.cancel": "Annulée",
  "match.candidate-changed": "La situation du candidat a changé : les parties et le conseil sont prévenus",
  "expert.create": "Profil créé",
  "expert.edit": "Profil modifié",
  "expert.submit": "Profil envoyé",
  "expert.publish": "Profil publié",
  "expert.send-back": "Profil renvoyé à compléter",
  "expert.suspend": "Profil suspendu",
  "expert.archive": "Profil archivé",
  "expert.confirm": "Profil confirmé",
  "expert.lapse": "Profil sorti des résultats : il n’a pas été confirmé",
  "organisation.cooperation.add": "Coopération ajoutée",
  "organisation.cooperation.change": "Coopération modifiée",
  "organisation.cooperation.remove": "Coopération retirée",
  "user.seat.confirm": "Rattachement confirmé",
  "user.seat.invited": "Rattachement confirmé par l’invitation d’un conseiller",
  "user.seat.withdraw": "Demande de rattachement retirée",
  "user.seat.refuse": "Rattachement refusé",
  "user.role.adviser.give": "Rôle de conseiller donné",
  "user.role.adviser.withdraw": "Rôle de conseiller retiré",
  "user.role.admin.give": "Rôle d’administrateur donné",
  "user.role.admin.withdraw": "Rôle d’administrateur retiré",
};

const REASONS: Record<string, string> = { ...MATCH_REASON_LABELS, ...NEED_OUTCOME_LABELS };

export const phraseOf = ({ subject, action }: AuditRecord): string =>
  PHRASES[`${subject.type}.${action}`] ?? `${subject.type} ${action}`;

/** What was written for the file, to who may read it; null to everybody else. */
const fileNoteFor = (actor: Actor, { fileNote }: AuditRecord): string | null =>
  can(actor, "file.note", null) ? (fileNote ?? null) : null;

/** One step of a life, for the timeline of a page. */
export function presentStepForPage(step: AuditRecord, actor: Actor) {
  const reason = step.reason ? (REASONS[step.reason] ?? step.reason) : null;
  const before = step.before ? `Auparavant : ${step.before}` : null;
  return {
    iso: step.at.toISOString(),
    when: frenchMoment(step.at),
    text: phraseOf(step),
    who: step.actorName,
    reason,
    words: step.note,
    note: [reason, before, step.note].filter(Boolean).join(". ") || null,
    fileNote: fileNoteFor(actor, step),
  };
}

const SUBJECTS: Record<AuditSubject["type"], { word: string; path: string | null }> = {
  need: { word: "Besoin", path: "/besoins" },
  match: { word: "Mise en relation", path: "/mises-en-relation" },
  expert: { word: "Profil", path: "/experts" },
  organisation: { word: "Structure", path: "/collectivites" },
  user: { word: "Compte", path: null },
};
/** The end of an id is enough to tell two lines apart. */
const SHOWN_OF_ID = 6;

/** One line of the whole trail: an adviser may open what it tells of, and reads what was written for the file. */
export function presentTrailLine(step: AuditRecord, actor: Actor) {
  const { type, id } = step.subject;
  const { word, path } = SUBJECTS[type];
  const shown = presentStepForPage(step, actor);
  return {
    ...shown,
    note: [shown.note, shown.fileNote].filter(Boolean).join(". ") || null,
    subject: `${word} …${id.slice(-SHOWN_OF_ID)}`,
    href: path && (actor.adviser || type === "organisation") ? `${path}/${id}` : null,
  };
}
