/** The description of the API as a page to read and try. The bundle puts its maker on the window. */
const place = document.getElementById("api-docs");

/**
 * The reader's own layout begins a second <main> and repeats the title of the page: this one shows the way to give a token
 * and the calls, nothing else.
 */
function withinPage({ React }) {
  const draw = React.createElement;
  const WithinPage = ({ getComponent, specSelectors, errSelectors }) => {
    const Errors = getComponent("errors", true);
    if (errSelectors.lastError()) return draw("div", { className: "swagger-ui" }, draw(Errors));
    if (specSelectors.loadingStatus() !== "success") return draw("p", null, "La description arrive…");
    const Authorize = getComponent("AuthorizeBtnContainer", true);
    const Operations = getComponent("operations", true);
    return draw(
      "div",
      { className: "swagger-ui" },
      draw("div", { className: "scheme-container" }, draw(Authorize)),
      draw(Operations),
    );
  };
  return { components: { WithinPage } };
}

// What the reader draws lacks a few names and keys: given each time it draws.
new MutationObserver(repair).observe(place, { childList: true, subtree: true });

window.SwaggerUIBundle({
  url: "/api/openapi.json",
  domNode: place,
  plugins: [withinPage],
  layout: "WithinPage",
  // Links inside the buttons that open an operation could not be reached by keyboard.
  deepLinking: false,
  docExpansion: "list",
  // Nothing may leave for a validator elsewhere.
  validatorUrl: null,
  syntaxHighlight: false,
});

function repair() {
  for (const select of place.querySelectorAll("select:not([aria-label])")) {
    select.setAttribute("aria-label", "Format");
  }
  for (const area of place.querySelectorAll("textarea:not([aria-label])")) {
    area.setAttribute("aria-label", "Corps de la requête");
  }
  for (const sample of place.querySelectorAll("pre:not([tabindex])")) sample.tabIndex = 0;
}
