import type { Context } from "../context.ts";

/** What the home page counts: what can be found here, by theme. */
export async function homeFigures({ search, labels }: Pick<Context, "search" | "labels">) {
  const [experts, organisations, funding] = await search.searchMany([
    { index: "experts", text: "", limit: 0, facets: ["themes", "countries"] },
    { index: "organisations", text: "", limit: 0, facets: ["partnerCountries"] },
    { index: "funding", text: "", limit: 0 },
  ]);
  const counts = experts?.facets.themes ?? {};
  return {
    figures: [
      { value: experts?.total ?? 0, label: "experts" },
      { value: organisations?.total ?? 0, label: "collectivités" },
      {
        value: Object.keys(organisations?.facets.partnerCountries ?? {}).length,
        label: "pays de coopération",
      },
      { value: funding?.total ?? 0, label: "dispositifs de financement" },
    ],
    themeLinks: labels.themes
      .filter(({ value }) => (counts[value] ?? 0) > 0)
      .map(({ value, label }) => ({
        code: value,
        label,
        count: counts[value],
        href: `/experts?theme=${value}`,
      })),
  };
}
