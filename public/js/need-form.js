/** The form of a need: the suggestions follow what is typed, and a draft is kept without asking. The form works without it. */
import { tokenOf } from "./form-token.js";
import { keepDraft } from "./need-draft.js";
import { previewAlong } from "./need-preview.js";
import { strikeOut } from "./need-strike.js";

/** Milliseconds of rest after a key before something is asked of the server. */
const REST = { preview: 500, draft: 1500 };

/**
 * What the form says now, as a browser would send it, without what belongs to sending.
 * One end of a period alone is a period still being typed: it is left out.
 * @param {HTMLFormElement} form
 * @returns {URLSearchParams}
 */
function fieldsOf(form) {
  const fields = new URLSearchParams();
  for (const [name, content] of new FormData(form)) {
    if (!["_csrf", "_form", "version", "seen", "send"].includes(name)) fields.append(name, content);
  }
  if (!fields.get("period[from]") !== !fields.get("period[to]")) {
    fields.delete("period[from]");
    fields.delete("period[to]");
  }
  return fields;
}

/** Runs `task` once nothing has changed for `delay` milliseconds. */
function afterRest(form, delay, task) {
  let rest = 0;
  const later = () => {
    clearTimeout(rest);
    rest = setTimeout(task, delay);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}

const form = document.getElementById("besoin");
if (form) {
  const read = () => fieldsOf(form);
  afterRest(
    form,
    REST.preview,
    previewAlong(read, () => tokenOf(form)),
  );
  strikeOut(form);
  if ("draft" in form.dataset) {
    const draft = keepDraft(form, read);
    afterRest(form, REST.draft, draft.save);
    // Leaving the page: what was typed in the last second is kept too.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") draft.saveLeaving();
    });
  }
}
