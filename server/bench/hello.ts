import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";

/** The least that Express and EJS can do: what a page of ours is measured by. Prints its address. */
const app = express();
app.set("views", fileURLToPath(new URL(".", import.meta.url)));
app.set("view engine", "ejs");
app.enable("view cache");
app.get("/", (_request, response) => response.render("hello", { title: "Bonjour", name: "vous" }));
const server = app.listen(0, "127.0.0.1", () => {
  console.log(`ready on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
