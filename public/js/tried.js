/** A text that was tried before having an account: kept in this browser, and only there, until a need is begun with it. */
const KEY = "besoin-essaye";

// A browser may refuse storage (private windows, policies of a town hall): the text is then typed again.
export function keepTried(text) {
  try {
    localStorage.setItem(KEY, text);
  } catch {}
}

/** @returns {string} the kept text, which is forgotten with this; empty where there is none */
export function takeTried() {
  try {
    const text = localStorage.getItem(KEY) ?? "";
    localStorage.removeItem(KEY);
    return text;
  } catch {
    return "";
  }
}
