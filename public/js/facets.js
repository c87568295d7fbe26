/**
 * « Voir les autres » fetches what a facet left out and puts it in the button's place: what was ticked meanwhile stays
 * ticked. Where that fails, the button does what it does without this script: it sends the form.
 */
export function fetchOptions() {
  for (const form of document.querySelectorAll("form.facets")) {
    form.addEventListener("click", async (event) => {
      const button = event.target.closest("button[data-more]");
      if (!button) return;
      event.preventDefault();
      if (button.ariaBusy === "true") return;
      button.ariaBusy = "true";
      const options = await others(
        `${form.getAttribute("action")}/filtres/${button.value}${location.search}`,
      );
      if (!options) {
        button.removeAttribute("data-more");
        form.requestSubmit(button);
        return;
      }
      button.insertAdjacentHTML("beforebegin", options);
      button.previousElementSibling.querySelector("input")?.focus();
      button.remove();
    });
  }
}

/** @returns {Promise<string | null>} the options as HTML, or null where there was no answer */
async function others(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, redirect: "error" });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
