import { type DefaultTreeAdapterMap, parseFragment, serialize, defaultTreeAdapter as tree } from "parse5";

type Node = DefaultTreeAdapterMap["childNode"] | DefaultTreeAdapterMap["parentNode"];
type Element = DefaultTreeAdapterMap["element"];

const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;

function* elementsIn(root: Node): Generator<Element> {
  if (!("childNodes" in root)) return;
  for (const child of root.childNodes) {
    if (tree.isElementNode(child)) yield child;
    yield* elementsIn(child);
  }
}

/** The words of a label, without what is said beside it. */
function wordsOf(node: Node): string {
  if (tree.isTextNode(node)) return node.value;
  if (tree.isElementNode(node) && /field__optional/.test(attributeOf(node, "class") ?? "")) return "";
  return "childNodes" in node ? node.childNodes.map(wordsOf).join("") : "";
}

/** What the page calls the field with this id: its label, or the legend of its group. */
function nameOf(page: Node, id: string): string | null {
  const elements = [...elementsIn(page)];
  const field = elements.find((element) => attributeOf(element, "id") === id);
  for (
    let group: Node | null | undefined = field;
    group && tree.isElementNode(group);
    group = group.parentNode
  ) {
    if (group.tagName !== "fieldset") continue;
    const legend = group.childNodes.find((child) => tree.isElementNode(child) && child.tagName === "legend");
    if (legend) return wordsOf(legend).trim();
  }
  const label = elements.find((element) => element.tagName === "label" && attributeOf(element, "for") === id);
  return label ? wordsOf(label).trim() : null;
}

const begunWith = (sentence: string, name: string): string =>
  `${name}\u00a0: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

/**
 * The summary of what is wrong stands alone at the top of a page: each of its sentences says which field it speaks of, in
 * the words of that field's own label, so that no form has to repeat them.
 * @param html a rendered page with an error summary
 */
export function nameErrors(html: string): string {
  const page = parseFragment(html);
  for (const summary of elementsIn(page)) {
    if (attributeOf(summary, "data-error-summary") === undefined) continue;
    for (const link of elementsIn(summary)) {
      const target = attributeOf(link, "href");
      const said = link.childNodes[0];
      if (link.tagName !== "a" || !target?.startsWith("#") || !said || !tree.isTextNode(said)) continue;
      const name = nameOf(page, target.slice(1));
      if (name) said.value = begunWith(said.value, name.replace(/[\s\u00a0]*[?:]$/, ""));
    }
  }
  return serialize(page);
}
