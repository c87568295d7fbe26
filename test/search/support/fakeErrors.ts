/** An answer of the fake server that is an error, in Meilisearch's form. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An error as Meilisearch writes it. */
export function problem(code: string, message: string, type = "invalid_request") {
  return { message, code, type, link: `https://docs.meilisearch.com/errors#${code}` };
}
