import { type Request, Router } from "express";
import type { Context } from "../context.ts";
import { AppError, invalid } from "../errors.ts";
import { createdBy } from "../http/formMark.ts";
import { asList, type Posted, postedFields } from "../http/forms.ts";
import type { Limits } from "../http/limits.ts";
import { renderFragment } from "../http/render.ts";
import { parse } from "../http/validate.ts";
import { type PresentedList, presentPreview } from "../matching/page.ts";
import { readNeed, sightOf } from "./formFields.ts";
import { saveForm, seenOf } from "./merge.ts";
import type { NeedRecord } from "./model.ts";
import { fieldsInWords, presentDismissed } from "./present.ts";
import { needChange, needInput, previewInput } from "./schema.ts";
import { postNeed } from "./usecases.ts";

/** How many suggestions of each kind are shown beside the form. */
const BESIDE_THE_FORM = 3;

/** The suggestions beside a form as it is served; null while its fields say nothing that can be read. */
export async function previewOf(context: Context, fields: Posted): Promise<PresentedList[] | null> {
  const { version, ...written } = readNeed(fields);
  try {
    return await presentPreview(context, parse(previewInput, { ...written, limit: BESIDE_THE_FORM }));
  } catch (error) {
    if (error instanceof AppError && error.status === 422) return null;
    throw error;
  }
}

/** What was struck out so far, as the form shows it. */
export const dismissedOf = ({ labels }: Context, { dismissed, themes, countries }: Posted) =>
  presentDismissed(
    asList(dismissed).filter((code) => typeof code === "string"),
    { themes: asList(themes), countries: asList(countries) },
    labels,
  );

/** Saves what the form says into its draft, or begins one with it. */
async function saved(context: Context, request: Request, id: string | undefined) {
  const fields = readNeed(postedFields(request));
  const written = (need: NeedRecord) => ({
    id: need._id,
    version: need.version,
    savedAt: need.updatedAt.toISOString(),
  });
  if (id) {
    const after = await saveForm(context, id, parse(needChange, fields), sightOf(request));
    return { ...written(after.need), seen: after.seen, elsewhere: fieldsInWords(after.elsewhere) };
  }
  const made = createdBy(request);
  const { version, ...input } = fields;
  const need = await postNeed(
    context,
    parse(needInput, input),
    made ? { need: made.id, key: made.key } : undefined,
  );
  return { ...written(need), seen: seenOf(need), elsewhere: "" };
}

/** What the form's script asks for while one types: the suggestions as a fragment of page, and the draft's autosave. */
export function needPreview(limits: Limits): Router {
  const router = Router();

  router.post("/besoins/apercu", limits.search, async (request, response) => {
    const { context } = response.locals;
    const { version, ...fields } = readNeed(postedFields(request));
    const lists = await presentPreview(context, parse(previewInput, { ...fields, limit: BESIDE_THE_FORM }));
    await renderFragment(response, "needs/preview", { lists, dismissed: dismissedOf(context, fields) });
  });

  // A draft that cannot be saved as it stands (no title yet, an impossible period) is told, not lost: the form keeps it.
  router.post("/besoins/brouillon", async (request, response) => {
    const { context } = response.locals;
    const { need: id } = postedFields(request);
    try {
      if (id !== undefined && id !== "" && typeof id !== "string") {
        throw invalid([{ path: "need", message: "Cet identifiant n’est pas valable." }]);
      }
      response.json(await saved(context, request, id));
      if (!id) delete request.session.typedNeed;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      response.status(error.status).json({
        detail: error.message,
        errors: error.errors ?? [],
        conflict: error.id === "need-conflict",
      });
    }
  });
  return router;
}
