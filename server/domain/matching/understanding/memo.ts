/** Results kept by key, the oldest forgotten beyond a bound. What it keeps must follow from the key alone. */
export class Memo<Value> {
  private readonly kept = new Map<string, Value>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get<T extends Value>(key: string, make: () => T): T {
    const known = this.kept.get(key);
    if (known !== undefined) return known as T;
    const made = make();
    this.keep(key, made);
    return made;
  }

  has(key: string): boolean {
    return this.kept.has(key);
  }

  keep(key: string, value: Value): void {
    if (this.kept.size >= this.most) {
      const oldest = this.kept.keys().next().value;
      if (oldest !== undefined) this.kept.delete(oldest);
    }
    this.kept.set(key, value);
  }
}
