/**
 * Results kept by key; those that were not asked for lately are forgotten. What it keeps must follow from the key alone.
 *
 * Two generations rather than an order of use: what is asked for moves to the young one, and when that is full it
 * becomes the old one, whose place it takes. An order of use would cost two changes of a map at each look.
 */
export class Memo<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private readonly most: number;

  /** @param most how many results are kept, at most */
  constructor(most: number) {
    this.most = most;
  }

  get<T extends Value>(key: string, make: () => T): T {
    const known = this.young.get(key);
    if (known !== undefined) return known as T;
    const value = (this.old.get(key) as T | undefined) ?? make();
    this.keep(key, value);
    return value;
  }

  /** true where a result is kept; it then stays for a while. */
  has(key: string): boolean {
    if (this.young.has(key)) return true;
    const value = this.old.get(key);
    if (value !== undefined) this.keep(key, value);
    return value !== undefined;
  }

  keep(key: string, value: Value): void {
    if (this.young.size >= this.most / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
