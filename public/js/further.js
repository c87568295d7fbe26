/**
 * « Voir les 17 autres » adds the rest of a list where one stands, and goes on to its first line. Where that fails, the
 * link does what it does without this script: it opens the page with the whole list.
 */
for (const link of document.querySelectorAll("a[data-further]")) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    const rows = await rowsOf(link.dataset.further);
    if (rows === null) return location.assign(link.href);
    const list = document.getElementById(link.dataset.into);
    const shown = list.children.length;
    list.insertAdjacentHTML("beforeend", rows);
    list.children[shown]?.querySelector("a")?.focus();
    link.parentElement.remove();
  });
}

/** @returns {Promise<string | null>} the lines as HTML, or null where there was no answer */
async function rowsOf(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, redirect: "error" });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
