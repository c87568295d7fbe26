import type { ProfileView } from "../profileView.ts";
import type { Criterion, Shared } from "./criterion.ts";

/** The best of the need's themes that a profile holds, weighed by how sure each is. */
export function themeFit({ view, profile }: Shared & { profile: ProfileView }): {
  value: number;
  code: string | null;
} {
  let best = { value: 0, code: null as string | null };
  let sum = 0;
  let weights = 0;
  for (const [code, confidence] of view.themes) {
    const strength = profile.strengthOf(`t:${code}`);
    sum += confidence * strength;
    weights += confidence;
    if (confidence * strength > best.value) best = { value: confidence * strength, code };
  }
  // Holding one theme is most of it; holding the others too completes it.
  return { value: weights === 0 ? 0 : 0.7 * best.value + 0.3 * (sum / weights), code: best.code };
}

/** The theme itself: told where it was ticked, else the quotation for the subject says it. */
export const theme: Criterion<Shared & { profile: ProfileView; ticked: readonly string[] }> = {
  code: "theme",
  asked: (view) => view.themes.size > 0,
  value: (context) => themeFit(context).value,
  sentence: ({ view, ticked, lexicon }) => {
    // Whatever else its texts speak of: what was ticked stays ticked.
    const [best] = [...view.themes]
      .filter(([code]) => ticked.includes(code))
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (!best) return null;
    return `Thème choisi dans son profil : ${lexicon.concepts.get(`t:${best[0]}`)?.label ?? best[0]}`;
  },
};
