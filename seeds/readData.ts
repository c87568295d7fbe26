import { readFileSync } from "node:fs";

/** One of the reference lists, by file name without its ending. @throws where it is missing or is no JSON */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./reference/${name}.json`, import.meta.url), "utf8")) as T;
}

/** The records of a judged set's file, one JSON object a line. @throws where it is missing or a line is no JSON */
export function readJudgedSet<T>(name: string): T[] {
  const text = readFileSync(new URL(`./evaluation/dev/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
