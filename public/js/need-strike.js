/**
 * « Ce n’est pas cela » and « Rétablir » beside the form: what is struck out becomes a hidden field of the form, and the
 * suggestions follow. Without this script the same buttons send the form, which comes back filled.
 * @param {HTMLFormElement} form
 */
export function strikeOut(form) {
  const kept = document.getElementById("ecartes");
  document.getElementById("apercu").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-strike]");
    if (!button) return;
    event.preventDefault();
    const known = [...kept.querySelectorAll("input")].filter((input) => input.value === button.value);
    for (const input of known) input.remove();
    if (button.name === "dismiss") {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "dismissed", value: button.value });
      kept.append(input);
    }
    form.dispatchEvent(new Event("change"));
  });
}
