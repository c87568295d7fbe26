import type { Filter } from "../../../search/engine.ts";

/**
 * Reads Meilisearch's filter language, as its documentation and its parser (crates/filter-parser) define it, back into
 * a tree. Written apart from the compiler that it checks: what the one writes the other must read as it was meant.
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(text);
  const filter = parser.or();
  parser.end();
  return filter;
}

class Parser {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  or(): Filter {
    const filters = [this.and()];
    while (this.keyword("OR")) filters.push(this.and());
    return filters.length === 1 ? filters[0]! : { op: "or", filters };
  }

  end(): void {
    this.blanks();
    if (this.at < this.text.length) throw new Error(`unexpected: ${this.text.slice(this.at)}`);
  }

  private and(): Filter {
    const filters = [this.not()];
    while (this.keyword("AND")) filters.push(this.not());
    return filters.length === 1 ? filters[0]! : { op: "and", filters };
  }

  private not(): Filter {
    if (this.keyword("NOT")) return { op: "not", filter: this.not() };
    if (this.symbol("(")) {
      const inner = this.or();
      this.need(")");
      return inner;
    }
    return this.condition();
  }

  private condition(): Filter {
    const field = this.value();
    if (this.keyword("EXISTS")) return { op: "exists", field };
    if (this.keyword("IS")) {
      if (!this.keyword("NOT")) throw new Error("IS is only known with NOT");
      if (!this.keyword("NULL") && !this.keyword("EMPTY")) throw new Error("NULL or EMPTY expected");
      return { op: "exists", field };
    }
    if (this.keyword("IN")) {
      this.need("[");
      const values: string[] = [];
      while (!this.symbol("]")) {
        values.push(this.value());
        if (!this.symbol(",")) {
          this.need("]");
          break;
        }
      }
      return { op: "in", field, values };
    }
    if (this.symbol(">=")) return { op: "range", field, gte: bound(this.value()) };
    if (this.symbol("<=")) return { op: "range", field, lte: bound(this.value()) };
    this.need("=");
    return { op: "eq", field, value: this.value() };
  }

  /** A bare word, or a text between quotes in which a backslash escapes what follows. */
  private value(): string {
    this.blanks();
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") {
      const word = /^[\p{L}\p{N}_.-]+/u.exec(this.text.slice(this.at))?.[0];
      if (!word) throw new Error(`a value was expected: ${this.text.slice(this.at)}`);
      this.at += word.length;
      return word;
    }
    let value = "";
    for (let i = this.at + 1; i < this.text.length; i++) {
      if (this.text[i] === quote) {
        this.at = i + 1;
        return value;
      }
      if (this.text[i] === "\\") {
        i += 1;
        if (!['"', "'", "\\"].includes(this.text[i] ?? ""))
          throw new Error(`unknown escape: ${this.text[i]}`);
      }
      value += this.text[i];
    }
    throw new Error("a quote is not closed");
  }

  private keyword(word: string): boolean {
    this.blanks();
    const rest = this.text.slice(this.at);
    if (!rest.startsWith(word) || /^[\p{L}\p{N}_.-]/u.test(rest.slice(word.length))) return false;
    this.at += word.length;
    return true;
  }

  private symbol(symbol: string): boolean {
    this.blanks();
    if (!this.text.startsWith(symbol, this.at)) return false;
    this.at += symbol.length;
    return true;
  }

  private need(symbol: string): void {
    if (!this.symbol(symbol)) throw new Error(`${symbol} was expected: ${this.text.slice(this.at)}`);
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }
}

/** Meilisearch compares as numbers what reads as a number. */
function bound(value: string): number | string {
  const number = Number(value);
  return value.trim() !== "" && Number.isFinite(number) ? number : value;
}
