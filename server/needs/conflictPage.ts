import type { Request, Response } from "express";
import { namedValues } from "../http/formFields.ts";
import type { Refused } from "../http/forms.ts";
import { renderPage } from "../http/render.ts";
import { readNeed } from "./formFields.ts";
import { FORM_FIELDS, seenOf } from "./merge.ts";
import type { NeedRecord } from "./model.ts";
import { presentField } from "./present.ts";

/** Two texts of one need, field by field: whoever came second says which stays. Everything else that they wrote comes along. */
export async function conflictPage(
  request: Request,
  response: Response,
  need: NeedRecord,
  { fields, errorOf }: Refused,
): Promise<void> {
  const { labels } = response.locals.context;
  const mine = readNeed(fields);
  const asked = FORM_FIELDS.filter((field) => errorOf(field));
  const { choice, compared, send, version, ...others } = fields;
  const chosen = (typeof choice === "object" ? choice : {}) as Record<string, unknown>;
  await renderPage(request, response, "needs/conflict", {
    title: "Deux versions de ce texte",
    place: `/besoins/${need._id}/modifier`,
    need: { id: need._id, draft: need.status === "draft" },
    questions: asked.map((field) => ({
      field,
      label: presentField(field, null, labels).label,
      mine: presentField(field, mine[field], labels).text,
      theirs: presentField(field, need[field], labels).text,
    })),
    // A choice that was made already stands, as long as the page that it came from holds.
    hidden: [
      ...[...namedValues(others)].flatMap(([name, values]) => values.map((value) => ({ name, value }))),
      ...Object.entries(chosen)
        .filter(([field, said]) => typeof said === "string" && !asked.some((one) => one === field))
        .map(([field, said]) => ({ name: `choice[${field}]`, value: String(said) })),
      { name: "compared", value: seenOf(need) },
    ],
    sending: send === "submit",
  });
}
