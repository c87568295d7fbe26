import { describe, expect, it } from "vitest";
import { renderTemplate } from "../../server/http/templates.ts";

const error = { title: "Titre", status: 404, message: "Rien <ici>", problems: [], requestId: "r1" };

describe("a template", () => {
  it("renders its parts with the locals of the page, escaped", () => {
    const html = renderTemplate("errors/error", error);
    expect(html).toContain("<h1>Titre</h1>");
    expect(html).toContain("Rien &lt;ici&gt;");
  });

  it("hands over what is given to a part, and leaves the page's own as it was", () => {
    const html = renderTemplate("errors/error", { ...error, problems: [{ name: "a", message: "b" }] });
    expect(html.match(/Titre/g)).toHaveLength(1);
    expect(html).toContain("<strong>a</strong>");
  });

  it("names the file and the line of what fails", () => {
    const { title, ...without } = error;
    expect(() => renderTemplate("errors/error", without)).toThrow(
      /errors\/error\.ejs:1[\s\S]*title is not defined/,
    );
  });

  it("finds nothing in what all objects share", () => {
    Object.defineProperty(Object.prototype, "heading", { value: "Faux", configurable: true });
    try {
      expect(renderTemplate("partials/callout", { text: "Vrai" })).not.toContain("Faux");
    } finally {
      Reflect.deleteProperty(Object.prototype, "heading");
    }
  });
});
