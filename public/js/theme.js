/** The theme choice: automatic, light or dark, kept in this browser. The head of the layout applies it before the first paint. */

const MEDIA = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };

export function offerThemes() {
  const choice = document.getElementById("theme-choice");
  const dark = document.getElementById("dark-tokens");
  if (!choice || !dark) return;
  choice.hidden = false;
  const current = read();
  for (const input of choice.querySelectorAll("input")) input.checked = input.value === current;
  choice.addEventListener("change", (event) => {
    dark.media = MEDIA[event.target.value];
    keep(event.target.value);
  });
}

// A browser may refuse storage (private windows, policies of a town hall): the choice then lasts one page.
function read() {
  try {
    return localStorage.getItem("theme") ?? "auto";
  } catch {
    return "auto";
  }
}

function keep(value) {
  try {
    if (value === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", value);
  } catch {}
}
