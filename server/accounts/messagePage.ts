import type { Request, Response } from "express";
import { renderPage } from "../http/render.ts";

/** A page that says one thing, with the way to the sign-in. */
export const messagePage = (request: Request, response: Response, heading: string, message: string) =>
  renderPage(request, response, "accounts/message", { title: heading, message });
