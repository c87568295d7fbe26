/** One wrong field: where it is (dotted path) and what to do about it, in French. */
export type FieldError = { path: string; message: string };

type Details = { errors?: FieldError[]; current?: Record<string, unknown> };

/** An error that the client caused or can act on. `id` is stable; `message` is a French sentence for people. */
export class AppError extends Error {
  readonly id: string;
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  /** The state that the request clashed with (409). */
  readonly current: Record<string, unknown> | undefined;

  constructor(id: string, status: number, message: string, details: Details = {}) {
    super(message);
    this.name = "AppError";
    this.id = id;
    this.status = status;
    this.errors = details.errors;
    this.current = details.current;
  }
}

/** 422: fields that cannot be accepted. */
export function invalid(errors: FieldError[]): AppError {
  return new AppError("invalid-input", 422, "Certains champs sont à corriger.", { errors });
}

/** 401: nobody is signed in. */
export function unauthenticated(): AppError {
  return new AppError("unauthenticated", 401, "Connectez-vous pour continuer.");
}

/** 403: signed in, but not allowed. */
export function forbidden(message = "Vous n’avez pas le droit de faire cela."): AppError {
  return new AppError("forbidden", 403, message);
}

/** 404, also for what exists but must not be known to exist. */
export function notFound(what = "Cette page"): AppError {
  return new AppError("not-found", 404, `${what} n’existe pas, ou ne vous est pas accessible.`);
}

/** 409: the thing is not in the state that the request supposes. */
export function conflict(id: string, message: string, current?: Record<string, unknown>): AppError {
  return new AppError(id, 409, message, current ? { current } : {});
}

/** What whoever runs the program can act on: one sentence that says what to do. */
export class OperatorError extends Error {}

/** What keeps the program from starting. */
export class StartError extends OperatorError {}
