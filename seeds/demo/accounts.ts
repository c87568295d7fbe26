import { seedId } from "../seedId.ts";

/** The password of every demo account. */
export const DEMO_PASSWORD = "demo-bourse-2027";

/** Ramonville-Saint-Agne, 15,000 inhabitants, which works on water and schools with Aplahoué, in Bénin. */
export const EDITOR_ORGANISATION = seedId("organisation", "commune:31446");
/** Seine-Eure, an agglomération that has put 1 % of its water bills into Bénin since 2009: a peer for Ramonville. */
export const PAIR_ORGANISATION = seedId("organisation", "epci:200089456");
/** The profile of `expert@demo.example`: small water networks in Bénin, what the demo editor asks for. */
export const DEMO_EXPERT = "x106";

export type SeedAccount = {
  id: string;
  email: string;
  name: string;
  phone: string | null;
  /** The organisation of which the account is an editor. */
  organisation: string | null;
  /** What signing in as this person shows, for the sign-in page. */
  role: string;
  adviser: boolean;
  admin: boolean;
};

const account = (
  email: string,
  rest: Omit<SeedAccount, "id" | "email" | "organisation" | "adviser" | "admin">,
) => ({
  id: seedId("user", email),
  email,
  organisation: null,
  adviser: false,
  admin: false,
  ...rest,
});

/** The accounts shown on the sign-in page of the demo. Phone numbers are of the ranges that ARCEP keeps for fiction. */
export function demoAccounts(): SeedAccount[] {
  return [
    {
      ...account("collectivite@demo.example", {
        name: "Claire Fontanel",
        phone: "01 99 00 12 01",
        role: "Référente de Ramonville-Saint-Agne",
      }),
      organisation: EDITOR_ORGANISATION,
    },
    {
      ...account("pair@demo.example", {
        name: "Hugo Delacroix",
        phone: "01 99 00 12 02",
        role: "Référent de l’agglomération Seine-Eure",
      }),
      organisation: PAIR_ORGANISATION,
    },
    account("expert@demo.example", {
      name: "Romain Castelnau",
      phone: "06 39 98 12 03",
      role: "Expert de l’eau au Bénin",
    }),
    {
      ...account("conseil@demo.example", {
        name: "Nadège Morin",
        phone: "01 99 00 12 04",
        role: "Conseillère CUF",
      }),
      adviser: true,
    },
    {
      ...account("admin@demo.example", {
        name: "Paul Estève",
        phone: "01 99 00 12 05",
        role: "Administrateur",
      }),
      admin: true,
    },
  ];
}

/** The id of one of the demo accounts. */
export function accountId(email: string): string {
  return seedId("user", email);
}
