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

export const theme: Criterion<Shared & { profile: ProfileView }> = {
  code: "theme",
  value: (context) => themeFit(context).value,
  sentence: (context) => {
    const { code } = themeFit(context);
    return code ? `Même thème : ${context.lexicon.concepts.get(`t:${code}`)?.label ?? code}` : null;
  },
};
