/** Says how many characters are left under a text that has a limit; screen readers hear it when typing pauses. */
export function countCharacters() {
  for (const area of document.querySelectorAll("textarea[data-limit]")) {
    const seen = document.getElementById(`${area.id}-compte`);
    if (!seen) continue;
    const limit = Number(area.dataset.limit);
    const heard = document.createElement("p");
    heard.className = "visually-hidden";
    heard.setAttribute("aria-live", "polite");
    seen.after(heard);
    let pause = 0;
    const show = () => {
      const left = limit - area.value.length;
      seen.textContent = sentence(left, limit);
      seen.classList.toggle("field__counter--over", left < 0);
    };
    area.addEventListener("input", () => {
      show();
      clearTimeout(pause);
      pause = setTimeout(() => {
        heard.textContent = seen.textContent;
      }, 1200);
    });
    if (area.value) show();
  }
}

function sentence(left, limit) {
  if (left === limit) return `${limit.toLocaleString("fr-FR")} caractères au plus`;
  const count = Math.abs(left).toLocaleString("fr-FR");
  const word = Math.abs(left) > 1 ? "caractères" : "caractère";
  return left < 0 ? `${count} ${word} de trop` : `Encore ${count} ${word}`;
}
