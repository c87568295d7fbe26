import type { NeedKind } from "../vocabulary.ts";
import type { NeedView } from "./needView.ts";
import { skillConcept } from "./understanding/concepts.ts";

/** Ways of working that make a project and its money. */
export const SETUP_SKILLS: readonly string[] = [
  "montage-projet",
  "recherche-financement",
  "reponse-aap",
  "budget-projet",
  "gestion-subvention",
  "cadre-logique",
].map(skillConcept);

const ASKS_FOR_SETUP: ReadonlySet<NeedKind> = new Set(["montage", "financement"]);

/**
 * Whether to write, build or finance a project is what the need asks for: every kind of help that was ticked, or, where
 * none was, that was read, is of that sort.
 */
export function asksForSetup({ understood }: NeedView): boolean {
  const ticked = understood.kinds.filter(({ source }) => source === "declared");
  const kinds = ticked.length > 0 ? ticked : understood.kinds;
  if (kinds.length === 0) return false;
  return kinds.every(({ code }) => ASKS_FOR_SETUP.has(code));
}
