import type { NeedView } from "./needView.ts";
import type { ExpertCandidate } from "./types.ts";

/** The same candidate with one thing changed, and how to say that thing at the head of a sentence. */
export type Alternative<Candidate> = { candidate: Candidate; text: string };

/**
 * Single changes that an expert could truly make for this need: to be free when it asks, to work as it asks. Ticking a box
 * is none: it would change the rank and not the person.
 */
export function expertAlternatives(expert: ExpertCandidate, view: NeedView): Alternative<ExpertCandidate>[] {
  const changes: Alternative<ExpertCandidate>[] = [];
  const period = view.need.period ?? view.understood.period?.value ?? null;
  if (period && !expert.availability.some((a) => a.from <= period.from && a.to >= period.to)) {
    changes.push({ candidate: { ...expert, availability: [period] }, text: "Disponible toute la période" });
  }
  const mode = view.need.mode ?? view.understood.mode?.code ?? null;
  if (mode && !expert.modes.includes(mode)) {
    const text = mode === "mission" ? "Disposé à venir sur place" : "Disposé à travailler à distance";
    changes.push({ candidate: { ...expert, modes: [...expert.modes, mode] }, text });
  }
  return changes;
}

/** "1er", "2e". */
export function ordinal(rank: number): string {
  return rank === 1 ? "1er" : `${rank}e`;
}
