import { renewToken, tokenOf } from "./form-token.js";

const send = (form, fields) =>
  fetch("/besoins/brouillon", {
    method: "POST",
    body: fields,
    headers: { "x-csrf-token": tokenOf(form), accept: "application/json" },
    redirect: "error",
    keepalive: true,
  });

const signedOut = ({ status }) => status === 401 || status === 403;

/**
 * Keeps the draft of a need while it is written. What was typed never leaves the form, whatever the server answers. Each
 * save brings what the form began with: what others wrote elsewhere meanwhile stays, and where both wrote the same field
 * nothing is saved before somebody has chosen.
 * @param {HTMLFormElement} form
 * @param {() => URLSearchParams} read the fields as they are now
 */
export function keepDraft(form, read) {
  const told = document.getElementById("brouillon-etat");
  let saved = String(read());
  // One save at a time: two first saves at once would begin two drafts.
  let saving = null;
  let sending = false;
  let expired = false;
  let waiting = false;
  // A save under way ends before the form is sent: of two at once, the older text could come second. A second press
  // meanwhile is the same one.
  form.addEventListener("submit", (event) => {
    if (waiting) return event.preventDefault();
    if (sending || !saving) {
      sending = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    sending = true;
    waiting = true;
    saving.finally(() => {
      waiting = false;
      form.requestSubmit(submitter);
    });
  });
  // Back by the browser's history, the page goes on where it was.
  addEventListener("pageshow", () => {
    sending = false;
    waiting = false;
  });

  async function once() {
    const fields = read();
    const now = String(fields);
    if (sending || now === saved || !fields.get("title").trim()) return;
    fields.set("need", form.dataset.need ?? "");
    for (const name of ["_form", "seen"]) fields.set(name, form.elements[name].value);
    try {
      let answer = await send(form, fields);
      if (signedOut(answer) && (await renewToken(form))) answer = await send(form, fields);
      expired = signedOut(answer);
      const said = await answer.json();
      if (answer.ok) {
        saved = now;
        follow(form, said);
      }
      document.getElementById("brouillon-conflit").hidden = !said.conflict;
      tell(answer.ok ? success(said) : refusal(answer.status, said));
    } catch {
      tell("Pas de réseau : votre texte reste ici et sera enregistré dès que possible.");
    }
  }

  const tell = (text) => {
    if (told.textContent !== text) told.textContent = text;
  };

  async function save() {
    while (saving) await saving;
    saving = once();
    await saving;
    saving = null;
  }

  addEventListener("online", save);
  // Back from the tab where one signed in again.
  addEventListener("focus", () => expired && save());
  return {
    save,
    // A save under way was started with what stood there a second ago: a new draft must not be begun beside it.
    saveLeaving: () => (saving ? undefined : save()),
  };
}

/** From the first save on, the page is the draft's own: reloading it, or sending it without scripts, finds the draft. */
function follow(form, { id, version, seen }) {
  const place = `/besoins/${id}/modifier`;
  form.elements.seen.value = seen;
  form.elements.version.disabled = false;
  form.elements.version.value = version;
  if (form.dataset.need === id) return;
  form.dataset.need = id;
  form.action = place;
  history.replaceState(history.state, "", place);
}

const success = ({ savedAt, elsewhere }) =>
  `Brouillon enregistré à ${hour(savedAt)}${elsewhere ? `. Changé ailleurs, et gardé : ${elsewhere} (rechargez la page pour le voir)` : ""}`;

function refusal(status, { detail, errors = [], conflict }) {
  if (conflict)
    return "Pas enregistré : le même texte a été modifié dans une autre fenêtre, ou par une autre personne.";
  if (signedOut({ status })) {
    return "Votre session est terminée : connectez-vous dans un autre onglet, votre texte reste ici.";
  }
  return `Brouillon pas encore enregistré. ${errors[0]?.message ?? detail ?? "Réessai à la prochaine modification."}`;
}

const hour = (iso) =>
  new Date(iso).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Paris" });
