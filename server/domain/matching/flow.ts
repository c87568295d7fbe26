import { Heap } from "./heap.ts";

export type Pair = { demand: number; supplier: number; cost: number };

export type Problem = {
  /** For each demand, how many suppliers it wants, each at most once. */
  demands: number[];
  /** For each supplier, the cost of its first, second… unit, never falling; its length is its capacity. */
  supplies: number[][];
  /** Pairs that may be used, with their cost ≥ 0. */
  pairs: Pair[];
  /** Cost of leaving one unit of a demand without supplier; above every pair's own. */
  unmet: number;
};

/**
 * Assigns demands to suppliers at least cost, exactly: successive shortest augmenting paths with potentials (R. K. Ahuja,
 * T. L. Magnanti, J. B. Orlin, "Network Flows", 1993, §9.7), one demand at a time as the Jonker–Volgenant algorithm
 * does. A search stops at the first free supplier, so that most are short.
 * @returns indexes of the pairs used, in the order of the problem
 */
export function cheapest(problem: Problem): number[] {
  const network = new Network(problem);
  problem.demands.forEach((wanted, demand) => {
    for (let unit = 0; unit < wanted; unit += 1) network.serve(demand, unit === 0);
  });
  return network.used();
}

const NONE = -1;

/** Residual network: demands come first, then suppliers, then the sink that every unit must reach. */
class Network {
  private readonly problem: Problem;
  private readonly first: number;
  private readonly sink: number;
  /** Indexes of the pairs of each demand. */
  private readonly pairsOf: number[][];
  private readonly isUsed: Uint8Array;
  /** Indexes of the pairs that each supplier serves. */
  private readonly served: Set<number>[];
  private readonly potential: Float64Array;
  private readonly distance: Float64Array;
  /** How a node was reached: from which node, by which pair. */
  private readonly from: Int32Array;
  private readonly by: Int32Array;
  private readonly done: Uint8Array;
  private readonly heap = new Heap();
  private touched: number[] = [];

  constructor(problem: Problem) {
    this.problem = problem;
    this.first = problem.demands.length;
    this.sink = this.first + problem.supplies.length;
    this.pairsOf = problem.demands.map(() => []);
    problem.pairs.forEach((pair, i) => {
      this.pairsOf[pair.demand]!.push(i);
    });
    this.isUsed = new Uint8Array(problem.pairs.length);
    this.served = problem.supplies.map(() => new Set());
    this.potential = new Float64Array(this.sink + 1);
    this.distance = new Float64Array(this.sink + 1).fill(Number.POSITIVE_INFINITY);
    this.from = new Int32Array(this.sink + 1).fill(NONE);
    this.by = new Int32Array(this.sink + 1).fill(NONE);
    this.done = new Uint8Array(this.sink + 1);
  }

  used(): number[] {
    return this.problem.pairs.map((_, i) => i).filter((i) => this.isUsed[i]);
  }

  /** Sends one more unit of a demand to the sink by the cheapest path, moving others where that pays. */
  serve(demand: number, entering: boolean): void {
    if (entering) this.enter(demand);
    this.search(demand);
    this.flip();
    this.settle();
  }

  /** A demand enters with the least potential that keeps every reduced cost at or above zero. */
  private enter(demand: number): void {
    const { pairs, unmet } = this.problem;
    let least = this.potential[this.sink]! - unmet;
    for (const i of this.pairsOf[demand]!) {
      least = Math.max(least, this.potential[this.first + pairs[i]!.supplier]! - pairs[i]!.cost);
    }
    this.potential[demand] = least;
  }

  /** Dijkstra's search over reduced costs, as far as the sink. */
  private search(root: number): void {
    this.heap.clear();
    this.reach(root, 0, NONE, NONE);
    for (let next = this.heap.pop(); next; next = this.heap.pop()) {
      if (this.done[next.node]) continue;
      this.done[next.node] = 1;
      if (next.node === this.sink) return;
      if (next.node < this.first) this.leaveDemand(next.node, next.key);
      else this.leaveSupplier(next.node, next.key);
    }
  }

  private leaveDemand(node: number, length: number): void {
    const { pairs, unmet } = this.problem;
    const here = length + this.potential[node]!;
    for (const i of this.pairsOf[node]!) {
      if (this.isUsed[i]) continue;
      const to = this.first + pairs[i]!.supplier;
      this.reach(to, here + pairs[i]!.cost - this.potential[to]!, node, i);
    }
    this.reach(this.sink, here + unmet - this.potential[this.sink]!, node, NONE);
  }

  private leaveSupplier(node: number, length: number): void {
    const { pairs, supplies } = this.problem;
    const here = length + this.potential[node]!;
    const serving = this.served[node - this.first]!;
    const next = supplies[node - this.first]![serving.size];
    if (next !== undefined) this.reach(this.sink, here + next - this.potential[this.sink]!, node, NONE);
    for (const i of serving) {
      const to = pairs[i]!.demand;
      this.reach(to, here - pairs[i]!.cost - this.potential[to]!, node, i);
    }
  }

  private reach(node: number, length: number, from: number, by: number): void {
    if (this.done[node] || length >= this.distance[node]!) return;
    if (this.distance[node] === Number.POSITIVE_INFINITY) this.touched.push(node);
    this.distance[node] = length;
    this.from[node] = from;
    this.by[node] = by;
    this.heap.push(length, node);
  }

  /** Takes the pairs of the path that were free, and gives back those that were used. */
  private flip(): void {
    for (let node = this.from[this.sink]!; node !== NONE; node = this.from[node]!) {
      const i = this.by[node]!;
      if (i === NONE) continue;
      const serving = this.served[this.problem.pairs[i]!.supplier]!;
      this.isUsed[i] = this.isUsed[i] ? 0 : 1;
      if (this.isUsed[i]) serving.add(i);
      else serving.delete(i);
    }
  }

  /** Potentials of the nodes that were settled, so that reduced costs stay at or above zero; then a clean slate. */
  private settle(): void {
    const length = this.distance[this.sink]!;
    for (const node of this.touched) {
      if (this.done[node]) this.potential[node]! += this.distance[node]! - length;
      this.distance[node] = Number.POSITIVE_INFINITY;
      this.from[node] = NONE;
      this.by[node] = NONE;
      this.done[node] = 0;
    }
    this.touched = [];
  }
}
