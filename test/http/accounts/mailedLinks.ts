import request from "supertest";
import { expect } from "vitest";
import type { TestApp } from "../../support/app.ts";
import { formToken } from "../../support/world.ts";

/** The address of this path in the text of a mail. */
export const linkIn = (text: string, path: string): string => {
  const link = new RegExp(`http://bourse\\.test(${path}/[\\w-]+)`).exec(text)?.[1];
  if (!link) throw new Error(`no ${path} link in ${text}`);
  return link;
};

/** Opens the link of a mail, presses its button, and gives the answer. */
export async function confirmBy({ app }: TestApp, mail: { text: string } | undefined) {
  const link = linkIn(mail?.text ?? "", "/confirmer");
  const agent = request.agent(app);
  const page = await agent.get(link).expect(200);
  expect(page.text.match(/<form[^>]*method="post"[^>]*action="\/confirmer/g)).toHaveLength(1);
  return agent
    .post(link)
    .type("form")
    .send({ _csrf: formToken(page.text) });
}
