/** On the page of a try: who goes on to an account finds the text again in the form of a need. */
import { keepTried } from "./tried.js";

const tried = document.getElementById("description").defaultValue;
for (const link of document.querySelectorAll("[data-keep-try] a")) {
  link.addEventListener("click", () => keepTried(tried));
}
