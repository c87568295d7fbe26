import type { Request, Response } from "express";
import { renderPage } from "../http/render.ts";

/**
 * A page that says one thing, with the way to the sign-in.
 * @param mailed whether it sends its reader to a mail: it then says what to do where none comes
 */
export const messagePage = (
  request: Request,
  response: Response,
  heading: string,
  message: string,
  { mailed = false } = {},
) => renderPage(request, response, "accounts/message", { title: heading, message, mailed });
