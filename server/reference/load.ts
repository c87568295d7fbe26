import { readFileSync } from "node:fs";
import type { Reference } from "../domain/reference.ts";

const FOLDER = new URL("../../seeds/reference/", import.meta.url);

/** Reads the reference lists from `seeds/reference`. Throws where a file is missing or is no JSON. */
export function loadReference(): Reference {
  return {
    themes: read("themes.json"),
    skills: read("skills.json"),
    countries: read("countries.json"),
    sdgs: read("sdgs.json"),
    groups: read("groups.json"),
    families: read("lay-terms.json"),
    skillWords: read("lay-skills.json"),
    places: read("lay-places.json"),
  };
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as T;
}
