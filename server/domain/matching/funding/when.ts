import { frenchDay, yearOf } from "../../days.ts";
import { callState } from "./calls.ts";
import { met, notMet, type Rule, toCheck } from "./check.ts";
import { lastSeen, windowText } from "./window.ts";

/** A source that is older than this tells what was, not what is. */
const STALE_YEARS = 4;
/** Nothing more recent than that: a thing of the past. */
const HISTORY_YEARS = 6;

export const call: Rule = ({ funding, today }) => {
  const year = yearOf(today);
  const seen = lastSeen(funding);
  if (funding.ended) return notMet("call", `Programme passé : ${funding.ended.text}`);
  if (seen !== null && seen < year - HISTORY_YEARS && funding.nature !== "own-resources")
    return notMet("call", `Programme passé : rien de plus récent que ${seen} n’a été trouvé`);
  const { state, closes, opens } = callState(funding, today);
  if (state === "open") return met("call", `Appel ouvert jusqu’au ${frenchDay(closes!)}`);
  if (state === "to-come") return met("call", `Appel annoncé pour le ${frenchDay(opens!)}`);
  if (state === "rolling") {
    if (seen !== null && seen < year - STALE_YEARS + 1 && funding.nature !== "own-resources")
      return toCheck("call", `demandes reçues toute l’année d’après une source de ${seen}`);
    return met(
      "call",
      funding.nature === "own-resources"
        ? "Possible toute l’année : ce sont vos recettes"
        : "Demandes reçues toute l’année",
    );
  }
  const usual = windowText(funding);
  const missing = funding.absentFrom
    ? `, absent du ${funding.absentFrom.what} ${funding.absentFrom.year}`
    : "";
  if (state === "unknown")
    return toCheck("call", usual ? `aucune date connue, ${usual}` : "aucune date d’appel n’est connue");
  const last = Math.max(...funding.calls.map((c) => c.year));
  return toCheck(
    "call",
    `aucun appel ouvert n’est connu ; dernière édition : ${last}${missing}${usual ? ` ; ${usual}` : ""}`,
  );
};

export const confirmed: Rule = ({ funding }) =>
  funding.confidence === "low"
    ? toCheck("confidence", "modalités non confirmées (pays, porteurs, montants, dates)")
    : null;
