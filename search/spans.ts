import { type Day, daysBetween } from "../server/domain/days.ts";
import type { Period } from "../server/domain/vocabulary.ts";
import type { SearchDocument } from "./engine.ts";

/**
 * Spans of days in an index: lists of "2027-03-01/2027-03-31" (ISO 8601, both days included), asked with `overlaps`.
 */
export const spanOf = ({ from, to }: Period): string => `${from}/${to}`;

/** The spans of a field, as numbers of days; what is no span is left out. */
export function spansIn(value: SearchDocument[string]): { from: number; to: number }[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((span) => {
    const [from, to] = String(span).split("/").map(numberOf);
    return from !== undefined && to !== undefined && from <= to ? [{ from, to }] : [];
  });
}

/** 2^16 days are 179 years. */
const DAYS = 1 << 16;

/** A day as a number from 0, within the days that an index knows. */
export const numberOf = (day: Day): number => Math.min(Math.max(daysBetween("2000-01-01", day), 0), DAYS - 1);

/**
 * For an engine that knows values and no spans, a span is cut into blocks: of one day, of two, four and so on, as the nodes
 * of a binary tree over all days, of which the root is 1 and the children of n are 2n and 2n + 1. A span of a year
 * takes some fifteen blocks, and two spans share a day where a block of one holds a block of the other, or is it.
 * @returns the fewest blocks that cover just these days
 */
function blocksOf(from: number, to: number): number[] {
  const blocks: number[] = [];
  for (let low = from + DAYS, high = to + DAYS + 1; low < high; low >>= 1, high >>= 1) {
    if (low & 1) blocks.push(low++);
    if (high & 1) blocks.push(--high);
  }
  return blocks;
}

/** The blocks that hold this one, the widest last. */
function above(block: number): number[] {
  const blocks: number[] = [];
  for (let next = block >> 1; next > 0; next >>= 1) blocks.push(next);
  return blocks;
}

const whole = (block: number): string => `all-${block}`;
const part = (block: number): string => `some-${block}`;

/** What is indexed of a field of spans: the blocks that lie whole within them, and those of which they hold some day. */
export function blocksIn(value: SearchDocument[string]): string[] {
  const blocks = spansIn(value).flatMap(({ from, to }) => blocksOf(from, to));
  return [
    ...new Set(blocks.flatMap((block) => [whole(block), part(block), ...above(block).map(part)])),
  ].sort();
}

/** What a field holds one of exactly where its spans share a day with this one; nothing where it ends before it begins. */
export function blocksMeeting(from: Day, to: Day): string[] {
  if (from > to) return [];
  const blocks = blocksOf(numberOf(from), numberOf(to));
  return [...new Set(blocks.flatMap((block) => [part(block), ...above(block).map(whole)]))].sort();
}
