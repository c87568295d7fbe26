import { type DefaultTreeAdapterMap, parseFragment, serialize, defaultTreeAdapter as tree } from "parse5";
import { MARK_FIELD } from "./formMark.ts";

type Node = DefaultTreeAdapterMap["childNode"] | DefaultTreeAdapterMap["parentNode"];
type Element = DefaultTreeAdapterMap["element"];

const isElement = (node: Node): node is Element => tree.isElementNode(node);
const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;

function setAttribute(element: Element, name: string, value: string | null): void {
  element.attrs = element.attrs.filter((attribute) => attribute.name !== name);
  if (value !== null) element.attrs.push({ name, value });
}

function* elementsIn(root: Node): Generator<Element> {
  const waiting: Node[] = "childNodes" in root ? [...root.childNodes].reverse() : [];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (isElement(node)) yield node;
    if ("childNodes" in node) waiting.push(...[...node.childNodes].reverse());
  }
}

/** Neither the token nor the mark: those are the fresh page's own. */
const OWN = new Set(["_csrf", MARK_FIELD]);
const NOT_TYPED = new Set(["hidden", "submit", "button", "reset", "image", "password", "file"]);

const typeOf = (control: Element): string =>
  control.tagName === "input" ? (attributeOf(control, "type") ?? "text").toLowerCase() : control.tagName;

/** A form's controls, with those elsewhere on the page that name it. */
function controlsOf(form: Element, page: Node): Element[] {
  const id = attributeOf(form, "id");
  const inside = [...elementsIn(form)];
  const beside = id ? [...elementsIn(page)].filter((element) => attributeOf(element, "form") === id) : [];
  return [...new Set([...inside, ...beside])].filter(
    (element) =>
      ["input", "textarea", "select", "button"].includes(element.tagName) &&
      !OWN.has(attributeOf(element, "name") ?? ""),
  );
}

const hiddenPart = (controls: Element[]): Element[] =>
  controls.filter((control) => typeOf(control) === "hidden" && attributeOf(control, "name"));

/** The form that was posted: of several with the same action, the one whose hidden fields say the same. */
function postedForm(page: Node, action: string, values: Map<string, string[]>): Element | null {
  let best: { form: Element; fits: number } | null = null;
  for (const form of elementsIn(page)) {
    if (form.tagName !== "form" || attributeOf(form, "method") !== "post") continue;
    if (attributeOf(form, "action") !== action) continue;
    const fits = hiddenPart(controlsOf(form, page)).reduce((sum, control) => {
      const said = values
        .get(attributeOf(control, "name") as string)
        ?.includes(attributeOf(control, "value") ?? "");
      return sum + (said ? 1 : -1);
    }, 0);
    if (!best || fits > best.fits) best = { form, fits };
  }
  return best?.form ?? null;
}

const textOf = (value: string) => tree.createTextNode(value);

function fillSelect(select: Element, values: string[]): void {
  for (const option of elementsIn(select)) {
    if (option.tagName !== "option") continue;
    setAttribute(option, "selected", values.includes(attributeOf(option, "value") ?? "") ? "" : null);
  }
}

/** Writes into a control what was posted under its name; whether that differs from what the page said. */
function fillControl(control: Element, type: string, left: string[], posted: string[]): boolean {
  if (type === "checkbox" || type === "radio") {
    const before = attributeOf(control, "checked") !== undefined;
    const checked = posted.includes(attributeOf(control, "value") ?? "on");
    setAttribute(control, "checked", checked ? "" : null);
    return before !== checked;
  }
  if (type === "select") {
    fillSelect(control, posted);
    return posted.some(Boolean);
  }
  const value = left.shift();
  if (value === undefined) return false;
  if (type === "textarea") {
    // The parser drops a line break that begins a text: one more, so that the text keeps its own.
    control.childNodes = [textOf(value.startsWith("\n") ? `\n${value}` : value)];
    return value !== "";
  }
  const before = attributeOf(control, "value") ?? "";
  setAttribute(control, "value", value);
  return before !== value;
}

/** Opens what hides an element. */
function unfold(element: Element): void {
  for (
    let at = element.parentNode;
    at;
    at = "parentNode" in at ? (at.parentNode as typeof at | null) : null
  ) {
    if (isElement(at) && at.tagName === "details") setAttribute(at, "open", "");
  }
}

export type Refilled = {
  html: string;
  /** Whether the page has the form. */
  found: boolean;
  /** Values of names that the form does not have. */
  left: string[][];
};

/**
 * Puts what was posted back into the form of a page: nothing is sent by it, the person sends it. The form says why it is
 * filled, its folded parts that hold something are open, and the page opens at it.
 * @param html a page's body
 * @param action of the form
 * @param values what was posted, by name
 * @param notice HTML for the beginning of the form, with the id `repris`
 */
export function refillForm(
  html: string,
  { action, values, notice }: { action: string; values: Map<string, string[]>; notice: string },
): Refilled {
  const page = parseFragment(html);
  const form = postedForm(page, action, values);
  if (!form) return { html, found: false, left: [...values.values()] };
  const controls = controlsOf(form, page);
  const left = new Map([...values].map(([name, posted]) => [name, [...posted]]));
  const known = new Set<string>();
  for (const control of controls) {
    const name = attributeOf(control, "name");
    if (!name) continue;
    known.add(name);
    const type = typeOf(control);
    if (type !== "hidden" && NOT_TYPED.has(type)) continue;
    const posted = values.get(name);
    // A form that was sent sends every text; boxes that are not ticked are not sent.
    if (!posted && type !== "checkbox" && type !== "radio") continue;
    if (fillControl(control, type, left.get(name) ?? [], posted ?? []) && type !== "hidden") unfold(control);
  }
  announce(page, form, controls, notice);
  return {
    html: serialize(page),
    found: true,
    left: [...values].filter(([name]) => !known.has(name)).map(([, posted]) => posted),
  };
}

/** The notice stands in the form, or above the page where the form is no more than a button; the focus goes there. */
function announce(page: Node, form: Element, controls: Element[], notice: string): void {
  const typed = controls.find((control) => control.tagName !== "button" && !NOT_TYPED.has(typeOf(control)));
  const shown = (control: Element) => attributeOf(control, "aria-hidden") === undefined;
  const focus = typed ?? controls.find((control) => control.tagName === "button" && shown(control));
  const holder = (typed ? form : page) as DefaultTreeAdapterMap["parentNode"];
  const said = parseFragment(notice).childNodes;
  for (const node of said) node.parentNode = holder;
  holder.childNodes.unshift(...said);
  if (!focus) return;
  unfold(focus);
  for (const element of elementsIn(page)) setAttribute(element, "autofocus", null);
  setAttribute(focus, "autofocus", "");
  const described = [attributeOf(focus, "aria-describedby"), "repris"].filter(Boolean).join(" ");
  setAttribute(focus, "aria-describedby", described);
}
