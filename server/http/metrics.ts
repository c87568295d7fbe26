import { createHash, timingSafeEqual } from "node:crypto";
import { type Request, type RequestHandler, Router } from "express";
import type { Metrics } from "../metrics.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Where routers hang: a request that failed has left its router, and with it the beginning of its pattern. */
const MOUNTS = ["/api/v1", "/api"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The pattern of the route that answered: addresses hold ids and words, and there is no end to them. */
function patternOf({ route, baseUrl, originalUrl }: Request, status: number): string {
  const path: unknown = route?.path;
  if (typeof path !== "string") return status < 400 ? "static" : "none";
  const mount = baseUrl || MOUNTS.find((each) => originalUrl.startsWith(`${each}/`)) || "";
  return path === "/" && mount ? mount : `${mount}${path}`;
}

/** Times every request. First of all, so that nothing is left out. */
export function timeRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    response.once("finish", () => {
      const { statusCode } = response;
      metrics.answered(
        {
          method: METHODS.includes(request.method) ? request.method : "OTHER",
          route: patternOf(request, statusCode),
          status: String(statusCode),
        },
        (performance.now() - started) / 1000,
      );
    });
    next();
  };
}

/** `/metrics`, for whoever holds the token. Anyone else gets 401. */
export function metricsPage(metrics: Metrics, token: string): Router {
  const expected = digest(`Bearer ${token}`);
  const router = Router();
  router.get("/metrics", async (request, response) => {
    // Digests have one length, whatever was sent: their comparison tells nothing by its time.
    if (!timingSafeEqual(digest(request.get("authorization") ?? ""), expected)) {
      // For a program: a person is not to be sent to the sign-in page.
      response.status(401).set("WWW-Authenticate", "Bearer").type("text/plain");
      response.send("/metrics is read with the token of METRICS_TOKEN.\n");
      return;
    }
    const { contentType, body } = await metrics.text();
    response.set({ "Content-Type": contentType, "Cache-Control": "no-store" }).send(body);
  });
  return router;
}
