/** A binary heap of numbered nodes by key, smallest first; equal keys come out by number, so that runs repeat exactly. */
export class Heap {
  private readonly keys: number[] = [];
  private readonly nodes: number[] = [];

  get size(): number {
    return this.nodes.length;
  }

  clear(): void {
    this.keys.length = 0;
    this.nodes.length = 0;
  }

  push(key: number, node: number): void {
    let i = this.nodes.length;
    this.keys.push(key);
    this.nodes.push(node);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.before(i, parent)) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  /** Takes out the first node with its key; undefined where none is left. */
  pop(): { key: number; node: number } | undefined {
    if (this.nodes.length === 0) return undefined;
    const first = { key: this.keys[0]!, node: this.nodes[0]! };
    const key = this.keys.pop()!;
    const node = this.nodes.pop()!;
    if (this.nodes.length === 0) return first;
    this.keys[0] = key;
    this.nodes[0] = node;
    let i = 0;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.nodes.length && this.before(child, least)) least = child;
      }
      if (least === i) return first;
      this.swap(i, least);
      i = least;
    }
  }

  private before(a: number, b: number): boolean {
    return (
      this.keys[a]! < this.keys[b]! || (this.keys[a] === this.keys[b] && this.nodes[a]! < this.nodes[b]!)
    );
  }

  private swap(a: number, b: number): void {
    [this.keys[a], this.keys[b]] = [this.keys[b]!, this.keys[a]!];
    [this.nodes[a], this.nodes[b]] = [this.nodes[b]!, this.nodes[a]!];
  }
}
