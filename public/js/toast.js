/**
 * A short message at the foot of the screen, read aloud politely: for what happened without a page load (a draft was saved).
 * @param {string} text one sentence
 * @param {number} [duration] milliseconds before it leaves
 */
export function toast(text, duration = 6000) {
  const area = document.getElementById("toasts");
  if (!area) return;
  const message = document.createElement("p");
  message.className = "toast";
  message.textContent = text;
  area.append(message);
  setTimeout(() => message.remove(), duration);
}
