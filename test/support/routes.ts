import type { Express } from "express";

type Layer = {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
  /** Of a layer that is mounted at the root, as every router of pages is; the API is mounted elsewhere. */
  slash: boolean;
};

/** Every path that the application answers to GET with, outside the API, as the routers declare it: "/besoins/:id". */
export function declaredPaths(app: Express): string[] {
  const walk = (stack: Layer[]): string[] =>
    stack.flatMap(({ route, handle, slash }) => {
      if (route) return route.methods.get ? [route.path].flat() : [];
      return slash && handle.stack ? walk(handle.stack) : [];
    });
  return [...new Set(walk((app.router as unknown as { stack: Layer[] }).stack))].sort();
}
