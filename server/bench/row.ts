/** One figure: a ratio of two things measured in the same run, and the bound that it has to keep. */
export interface BenchRow {
  name: string;
  ratio: number;
  bound: string;
  holds: boolean;
  detail: string;
}

export const row = (
  name: string,
  ratio: number,
  sign: "≤" | "≥",
  bound: number,
  detail: string,
): BenchRow => ({
  name,
  ratio,
  bound: `${sign} ${bound}`,
  holds: sign === "≤" ? ratio <= bound : ratio >= bound,
  detail,
});

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
