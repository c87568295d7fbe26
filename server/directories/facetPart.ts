import type { Response } from "express";
import { notFound } from "../errors.ts";
import { renderFragment } from "../http/render.ts";
import type { FacetGroup } from "./facetGroup.ts";

/** Sends the options of a facet that a page left out, for the script that puts them there. @throws 404. */
export async function sendOtherOptions(
  response: Response,
  groups: FacetGroup[],
  name: string,
): Promise<void> {
  const group = groups.find((each) => each.name === name);
  if (!group) throw notFound("Ce filtre");
  await renderFragment(response, "directories/other-options", { group });
}
