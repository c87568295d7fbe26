/** The token that a form sends with each request; read when it is needed, since it changes with the session. */
export const tokenOf = (form) => form.elements._csrf.value;

/**
 * Who signed in again in another tab has another session: takes its token, so that the form can still be sent.
 * @param {HTMLFormElement} form
 * @returns {Promise<boolean>} whether the form now holds a token that it did not hold before
 */
export async function renewToken(form) {
  const answer = await fetch("/tableau-de-bord", { headers: { accept: "text/html" } });
  // Sent on to the sign-in page: nobody is signed in yet.
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("input[name=_csrf]")?.value;
  if (!token || token === tokenOf(form)) return false;
  form.elements._csrf.value = token;
  return true;
}
