import type { Request } from "express";

const hostOf = (address: string | undefined): string | null => {
  try {
    return address ? new URL(address).host : null;
  } catch {
    return null;
  }
};

/**
 * Whether a browser says that a page of ours sent this: what another site would have written into a form must not come
 * back in it. `Sec-Fetch-Site` is sent over https and on this machine, `Origin` with every post.
 */
export function fromOurPage(request: Request, publicUrl: string): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = hostOf(request.get("origin"));
  return origin !== null && [request.get("host"), hostOf(publicUrl)].includes(origin);
}
