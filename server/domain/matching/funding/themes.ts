import type { ThemeCode } from "../../vocabulary.ts";
import type { NeedView } from "../needView.ts";

/** Inferred themes within this share of the surest one are what the project is about; the others are context. */
const NEAR_THE_SUREST = 0.85;

/** The themes under which the project itself would apply: those that were ticked, else the surest that were read. */
export function mainThemes(view: NeedView): Set<ThemeCode> {
  const { themes } = view.understood;
  const ticked = themes.filter((t) => t.source === "declared");
  if (ticked.length > 0) return new Set(ticked.map((t) => t.code));
  const surest = Math.max(0, ...themes.map((t) => t.weight));
  return new Set(themes.filter((t) => t.weight >= surest * NEAR_THE_SUREST).map((t) => t.code));
}
