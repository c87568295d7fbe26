import { historyOf } from "../audit/usecases.ts";

/**
 * Whether a match began with a request. What an adviser only put aside is nobody's news when it is dropped; who has a need
 * is told when somebody is invited whom they did not ask for, and nobody is said to be wished for by who does not know.
 */
export async function beganWithRequest(match: string): Promise<boolean> {
  const [first] = await historyOf({ type: "match", id: match });
  return first?.action === "request";
}
