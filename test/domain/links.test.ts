import { expect, it } from "vitest";
import { carriesLink } from "../../server/contact/links.ts";

it.each([
  "Votre subvention est prête : http://escroc.example",
  "Cliquez www.escroc.example",
  "Gagnez sur escroc.com/or",
  "escroc.fr",
  "ÉCROC.FR",
  "Écrivez à moi@ailleurs.example",
  "Mairie-évry.fr",
])("%s shows as a link in a mail", (name) => {
  expect(carriesLink(name)).toBe(true);
});

it.each([
  "Awa Diop-Lefèvre",
  "J.-P. Martin",
  "J.P. Martin",
  "M.Dupont",
  "Mme.Dupont",
  "Saint-Denis, St.Denis",
  "Jean Dupont, adjoint au maire.",
  "Association « Eau & vie » / antenne n°2",
  "Ngô Đình Nhu Jr.",
])("%s is a name", (name) => {
  expect(carriesLink(name)).toBe(false);
});
