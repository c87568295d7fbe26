/** Long lists of boxes: a filter box, and a summary that says what is ticked. */
export function filterChoices() {
  for (const list of document.querySelectorAll("details[data-multi]")) {
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const summary = list.querySelector("[data-multi-summary]");
    list.addEventListener("change", () => {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.dataset.label);
      summary.textContent = ticked.length > 0 ? ticked.join(", ") : list.dataset.empty;
    });
    addFilter(list);
  }
}

function addFilter(list) {
  const holder = list.querySelector("[data-multi-filter]");
  const none = list.querySelector("[data-multi-none]");
  const filter = holder.querySelector("input");
  const groups = [...list.querySelectorAll("[data-multi-group]")].map((element) => ({
    element,
    rows: [...element.querySelectorAll("[data-terms]")].map((row) => ({
      row,
      words: plain(row.dataset.terms),
    })),
  }));
  holder.hidden = false;
  filter.addEventListener("input", () => {
    const wanted = plain(filter.value.trim());
    let found = 0;
    for (const { element, rows } of groups) {
      let shown = 0;
      for (const { row, words } of rows) {
        row.hidden = !words.includes(wanted);
        if (!row.hidden) shown += 1;
      }
      element.hidden = shown === 0;
      found += shown;
    }
    none.hidden = found > 0;
  });
  // Enter would send the whole form from what reads as a search box.
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

/** Lower case without accents, so that "benin" finds "Bénin". */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
