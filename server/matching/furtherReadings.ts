import { frenchPeriod } from "../http/format.ts";
import type { presentUnderstood } from "./present.ts";

type Presented = ReturnType<typeof presentUnderstood>;
type Reading = Presented["themes"][number];

/** From this confidence on a reading is told. */
const TOLD_FROM = 0.4;

/**
 * What was read in a text besides its themes, countries and skills, each under its French name and the kind by which it may
 * be struck out. What the author ticked stands in the form already.
 */
export function furtherReadings({ kinds, languages, mode, period, excluded }: Presented) {
  const read = (list: readonly Reading[], told = (label: string) => label) =>
    list
      .filter(({ source, confidence }) => source === "inferred" && confidence >= TOLD_FROM)
      .map((reading) => ({ ...reading, label: told(reading.label) }));
  const spans: Reading[] = period
    ? [
        {
          ...{ code: `${period.from}/${period.to}`, label: frenchPeriod(period), words: period.words },
          ...{ confidence: 0.8, source: "inferred" },
        },
      ]
    : [];
  return [
    { label: "Aide demandée", sort: "kind", items: read(kinds) },
    { label: "Langue demandée", sort: "language", items: read(languages) },
    { label: "Où travailler", sort: "mode", items: read(mode ? [mode] : []) },
    { label: "Quand", sort: "period", items: spans },
    { label: "Pays écarté", sort: "no-country", items: read(excluded.countries, (label) => `Sauf ${label}`) },
    {
      label: "Personnes écartées",
      sort: "no-expert",
      items: read(excluded.expertKinds, (label) => `Pas : ${label.toLowerCase()}`),
    },
  ].filter(({ items }) => items.length > 0);
}
