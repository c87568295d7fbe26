import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ejs, { type Options, type TemplateFunction } from "ejs";
import { readableAddress } from "../contact/emailAddress.ts";
import { readablePhone } from "../contact/phoneNumber.ts";
import { frenchNumber, frenchPercent, frenchPoints, frenchQuantity, unbroken } from "./format.ts";
import { drawnIcon, drawnTheme } from "./icons.ts";

const VIEWS = fileURLToPath(new URL("../../views/", import.meta.url));
/** Its newest option is not in the types yet. */
type Synchronous = Options & { async?: false; client?: false; unsafePrototypeLocals: true };
type Locals = Record<string, unknown>;

const compiled = new Map<string, TemplateFunction>();
/** By the file that includes, then by the name that it includes: the file that is meant. */
const included = new Map<string, Map<string, string>>();

function templateOf(file: string): TemplateFunction {
  const known = compiled.get(file);
  if (known) return known;
  // Locals are taken as they are, without a copy: theirs is no prototype that others could have written to.
  const options: Synchronous = { filename: file, unsafePrototypeLocals: true };
  const made = ejs.compile(readFileSync(file, "utf8"), options);
  compiled.set(file, made);
  return made;
}

function fileOf(from: string, name: string): string {
  let names = included.get(from);
  if (!names) {
    names = new Map();
    included.set(from, names);
  }
  let file = names.get(name);
  if (!file) {
    file = path.resolve(path.dirname(from), `${name}.ejs`);
    names.set(name, file);
  }
  return file;
}

/**
 * Renders a file with its locals, and `include(name, more)` for the others. EJS's own looks for the file and copies all
 * locals each time, which is most of the time that a page of many parts takes; here a part sees the locals of the page
 * through its prototype. The chain ends in nothing, so that no name is found in what all objects share.
 */
function render(file: string, locals: Locals): string {
  const scope: Locals = Object.create(locals);
  // Found before EJS's own, which is further out.
  scope.include = (name: string, more?: Locals): string =>
    render(fileOf(file, name), more ? Object.assign(Object.create(scope), more) : scope);
  return templateOf(file)(scope);
}

/** What every template may call, besides its locals. */
const HELPERS: Locals = Object.assign(Object.create(null), {
  drawnIcon,
  drawnTheme,
  frenchNumber,
  readableAddress,
  readablePhone,
  frenchPercent,
  frenchPoints,
  frenchQuantity,
  unbroken,
});

/** Renders `views/VIEW.ejs`. @throws what the template throws, with the line in the message. */
export const renderTemplate = (view: string, locals: Locals): string =>
  render(path.join(VIEWS, `${view}.ejs`), Object.assign(Object.create(HELPERS), locals));
