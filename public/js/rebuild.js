/** Follows a rebuild of the indexes until it ends. The page tells the same without this, each time it is loaded. */
const EVERY_MS = 1000;
const place = document.querySelector('[data-rebuild="running"]');

async function follow() {
  const answer = await fetch("/administration/index", {
    headers: { accept: "text/html" },
    redirect: "error",
  });
  if (!answer.ok) return;
  place.innerHTML = await answer.text();
  if (place.querySelector(".bar")) setTimeout(next, EVERY_MS);
}

/** A line that drops for a moment ends nothing. */
const next = () => follow().catch(() => setTimeout(next, EVERY_MS * 5));

if (place) setTimeout(next, EVERY_MS);
