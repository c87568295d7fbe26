/**
 * Asks for the suggestions beside the form. A newer question ends the one before it, so answers never cross.
 * @param {() => URLSearchParams} read the fields as they are now
 * @param {() => string} token of the session's forms, as it is now
 * @returns {() => Promise<void>}
 */
export function previewAlong(read, token) {
  const place = document.getElementById("apercu");
  const heard = document.getElementById("apercu-etat");
  let asking = new AbortController();
  let shown = String(read());

  return async () => {
    const fields = read();
    const now = String(fields);
    if (now === shown || !(fields.get("title") + fields.get("description")).trim()) return;
    asking.abort();
    asking = new AbortController();
    place.classList.add("is-waiting");
    try {
      const answer = await fetch("/besoins/apercu", {
        method: "POST",
        body: fields,
        headers: { "x-csrf-token": token(), accept: "text/html" },
        redirect: "error",
        signal: asking.signal,
      });
      // A field that is not right yet, or too many questions: what stands there stays until the next change.
      if (answer.ok) {
        show(place, await answer.text());
        shown = now;
        heard.textContent = summary(place);
      }
    } catch (error) {
      if (error.name === "AbortError") return;
    }
    place.classList.remove("is-waiting");
  };
}

/** Puts the fragment in place; a screen of the list that had the focus keeps the reader where they were. */
function show(place, html) {
  const inside = place.contains(document.activeElement) ? document.activeElement : null;
  const focused = inside?.getAttribute("href");
  const striking = inside?.matches("[data-strike]");
  place.innerHTML = html;
  if (striking) place.querySelector("[data-strike]")?.focus();
  if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

function summary(place) {
  const lists = [...place.querySelectorAll(".preview-list[data-list]")].map((list) => {
    const best = list.querySelector("li a")?.firstChild?.textContent;
    return `${list.querySelector("h3").textContent} : ${best ? `${best} en tête` : "personne pour le moment"}`;
  });
  return `Suggestions à jour. ${lists.join(". ")}.`;
}
