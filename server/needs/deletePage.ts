import { Router } from "express";
import { can } from "../domain/policies.ts";
import { forbidden } from "../errors.ts";
import { button, idOf } from "../http/forms.ts";
import { renderPage } from "../http/render.ts";
import { deleteDraft, getNeed } from "./usecases.ts";

/** Deleting a draft: a page that asks, and its button. */
export function needDeleting(): Router {
  const router = Router();
  router.get("/besoins/:id/supprimer", async (request, response) => {
    const { context } = response.locals;
    const need = await getNeed(context, idOf(request));
    if (!can(context.actor, "need.delete", need)) throw forbidden("Seul un brouillon peut être supprimé.");
    await renderPage(request, response, "needs/delete", {
      title: "Supprimer ce brouillon",
      need: { id: need._id, title: need.title, description: need.description },
    });
  });
  router.post(
    "/besoins/:id/supprimer",
    button(
      async (context, request) => {
        const { title } = await deleteDraft(context, idOf(request));
        return {
          to: "/besoins",
          flash: { kind: "success", text: `Le brouillon « ${title} » est supprimé.` },
        };
      },
      (request) => `/besoins/${idOf(request)}/modifier`,
    ),
  );
  return router;
}
