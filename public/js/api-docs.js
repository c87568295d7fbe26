/** The description of the API as a page to read and try. The bundle puts its maker on the window. */
const place = document.getElementById("api-docs");

window.SwaggerUIBundle({
  url: "/api/openapi.json",
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // Nothing may leave for a validator elsewhere.
  validatorUrl: null,
  syntaxHighlight: false,
});
