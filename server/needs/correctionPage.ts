import { Router } from "express";
import { asNumber, button, idOf, orAbsent, postedFields } from "../http/forms.ts";
import { parse } from "../http/validate.ts";
import { correctNeed } from "./corrections.ts";
import { correctionInput } from "./schema.ts";

/** Where the page shows what was understood; browsers unfold the part that they go to. */
const PLACE = "#compris-detail";

/** The buttons beside what was understood of a need. */
export function needCorrections(): Router {
  const router = Router();
  router.post(
    "/besoins/:id/compris",
    button(
      async (context, request) => {
        const { version, ...fields } = postedFields(request);
        const input = parse(correctionInput, { ...fields, version: asNumber(orAbsent(version)) });
        await correctNeed(context, idOf(request), input);
        const text = input.confirm
          ? "C’est confirmé : le classement en tient compte pleinement."
          : input.dismiss === "1"
            ? "C’est noté : le classement n’en tient plus compte."
            : "C’est rétabli : le classement en tient de nouveau compte.";
        return { to: `/besoins/${idOf(request)}${PLACE}`, flash: { kind: "success", text } };
      },
      (request) => `/besoins/${idOf(request)}${PLACE}`,
    ),
  );
  return router;
}
