import { type FacetOption, facetOptions } from "./present.ts";

/** So many of the options that are not chosen are shown at first. */
const FIRST = 7;
/** A button for so few more would take as much room as they do. */
const NOT_WORTH_A_BUTTON = 2;

/** An option that nearly every result has narrows nothing: it is no choice, unless it was made already. */
const NEARLY_ALL = 0.95;
/** Of so few results, those that all share something are no sign of noise. */
const FEW = 10;

const collator = new Intl.Collator("fr");

export type FacetGroup = {
  name: string;
  legend: string;
  /** Unfolded as the page comes. */
  open: boolean;
  /** The chosen options, then the fullest ones. */
  shown: FacetOption[];
  /** How many there are besides; whoever wants them asks for them. */
  left: number;
  /** Those, in alphabetical order, once they were asked for. */
  others: FacetOption[];
};

type Facet = {
  name: string;
  legend: string;
  open: boolean;
  /** By value, how many results it would keep. */
  counts: Readonly<Record<string, number>>;
  /** Of how many results they are counted. */
  of: number;
  chosen: readonly string[];
  label: (code: string) => string;
};

/**
 * One facet as a page shows it: a list of countries is two hundred lines long, and most people need one of the first.
 * @param opened the facet of which every option is wanted, if any
 */
export function facetGroup(facet: Facet, opened?: string): FacetGroup {
  const { name, legend, counts, of, chosen, label } = facet;
  const options = facetOptions(counts, chosen, label).filter(
    ({ checked, count = 0 }) => checked || of < FEW || count < of * NEARLY_ALL,
  );
  const first = options.filter(({ checked }) => checked).length + FIRST;
  if (options.length <= first + NOT_WORTH_A_BUTTON) {
    return { name, legend, open: facet.open, shown: options, left: 0, others: [] };
  }
  const others = options.slice(first).sort((a, b) => collator.compare(a.label, b.label));
  const asked = name === opened;
  return {
    name,
    legend,
    open: facet.open || asked,
    shown: options.slice(0, first),
    left: asked ? 0 : others.length,
    others: asked ? others : [],
  };
}

/** The facet that an address asks to be shown whole: `plus=country`. */
export const openedFacet = (query: Readonly<Record<string, unknown>>): string | undefined =>
  typeof query.plus === "string" ? query.plus : undefined;
