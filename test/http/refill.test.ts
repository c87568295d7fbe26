import fc from "fast-check";
import { type DefaultTreeAdapterMap, parseFragment, defaultTreeAdapter as tree } from "parse5";
import { expect, it } from "vitest";
import { refillForm } from "../../server/http/refill.ts";

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

const PAGE = `<main><h1>Une page</h1><form method="post" action="/a"><input type="hidden" name="seen" value="x">
<details><summary>Plus</summary><input name="one" value="before"></details><input type="checkbox" name="box" value="1">
<select name="pick"><option value="">Aucun</option><option value="b">B</option></select>
<textarea name="text">avant</textarea><textarea name="other">une autre</textarea><button>Envoyer</button></form></main>`;
const NOTICE = '<div id="repris">Rien n’est envoyé.</div>';

function* elements(node: Node): Generator<Element> {
  if (tree.isElementNode(node)) yield node;
  if ("childNodes" in node) for (const child of node.childNodes) yield* elements(child);
}
const all = (html: string) => [...elements(parseFragment(html))];
const named = (html: string, name: string) =>
  all(html).find(({ attrs }) => attrs.some((one) => one.name === "name" && one.value === name))!;
const said = ({ attrs }: Element) => attrs.find(({ name }) => name === "value")?.value;
const textIn = ({ childNodes }: Element) =>
  childNodes.map((child) => (tree.isTextNode(child) ? child.value : "")).join("");
/** What a page is made of, whatever stands in it. */
const shape = (html: string) => all(html).map(({ tagName }) => tagName);
const refill = (values: Record<string, string>) =>
  refillForm(PAGE, {
    action: "/a",
    notice: NOTICE,
    values: new Map(Object.entries(values).map(([name, value]) => [name, [value]])),
  }).html;

const hostile = fc
  .array(
    fc.constantFrom(
      ..."<>\"'&=/`\n -!a",
      ..."</textarea> </form> <script> <img src=x onerror=alert(1)> <!-- --> ]]> &lt; &quot; &#x3c; </select> <svg> <style> \u00a0".split(
        " ",
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

it("whatever was posted is text in its field, and makes no other page", () => {
  const plain = shape(refill({ one: "a", text: "a", box: "1", pick: "b", seen: "a" }));
  fc.assert(
    fc.property(hostile, hostile, hostile, (one, text, seen) => {
      const html = refill({ one, text, seen, box: seen, pick: text });
      expect(shape(html)).toEqual(plain);
      expect(said(named(html, "one"))).toBe(one);
      expect(textIn(named(html, "text"))).toBe(text);
      expect(textIn(named(html, "other"))).toBe("une autre");
    }),
  );
});
