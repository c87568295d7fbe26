/** How complete the profile is follows what is typed: the server counts, as it does when the form is sent. */
import { tokenOf } from "./form-token.js";

/** Milliseconds of rest after a key before the server is asked. */
const REST = 600;

const form = document.getElementById("profil");
const place = document.getElementById("completude");
let asking = new AbortController();
let rest = 0;

async function count() {
  asking.abort();
  asking = new AbortController();
  const fields = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch("/mon-profil/completude", {
      method: "POST",
      body: fields,
      headers: { "x-csrf-token": tokenOf(form), accept: "text/html" },
      redirect: "error",
      signal: asking.signal,
    });
    // What stands there stays until the next change.
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {}
}

const later = () => {
  clearTimeout(rest);
  rest = setTimeout(count, REST);
};
form?.addEventListener("input", later);
form?.addEventListener("change", later);
