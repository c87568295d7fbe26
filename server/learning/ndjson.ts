/** Values as lines of JSON (newline-delimited), one at a time: a large export never stands in memory. */
export async function* ndjson(values: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}
