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

/** What MongoDB, and the embedded store, answer where a write finds no room (`OutOfDiskSpace`). */
const OUT_OF_DISK_SPACE = 14031;

/** Whether something failed because the disk of the store is full. */
export function isOutOfSpace(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return code === OUT_OF_DISK_SPACE || (cause !== undefined && isOutOfSpace(cause));
}

/** 503: nothing can be written for want of room. */
export function noRoom(): AppError {
  return new AppError(
    "no-room",
    503,
    "Rien n’a été enregistré : le serveur n’a plus de place. Les administrateurs sont prévenus. Gardez cette page ouverte, et envoyez à nouveau dans un moment.",
  );
}

/** What whoever runs the program can act on: one sentence that says what to do. */
export class OperatorError extends Error {}

/** What keeps the program from starting. */
export class StartError extends OperatorError {}

/** What the system says of a file, in a sentence; `path` is the file. */
const OF_FILES: Record<string, (path: string) => string> = {
  ENOENT: (path) => `${path} does not exist.`,
  ENOTDIR: (path) => `${path} leads through something that is no folder: name another place.`,
  EISDIR: (path) => `${path} is a folder: name a file.`,
  EEXIST: (path) => `${path} exists already: name another place.`,
  EACCES: (path) => `${path} may not be used by the account that runs this: change its owner or its rights.`,
  EPERM: (path) => `${path} may not be used by the account that runs this: change its owner or its rights.`,
  EROFS: (path) => `${path} is on a disk that is read only: name another place.`,
  ENOSPC: (path) => `The disk of ${path} is full, nothing was kept: make room and try again.`,
  EFBIG: (path) => `The disk of ${path} is full, or files may not be so large: make room and try again.`,
  EDQUOT: (path) => `The quota of the disk of ${path} is used up, nothing was kept: make room and try again.`,
};

/** What a library says of a failure on its first line, as a sentence. */
export const firstSentence = ({ message }: Error): string => `${message.split("\n")[0]?.replace(/\.$/, "")}.`;

/** Why the program cannot listen where it should. */
function ofListening({ code, ...where }: NodeJS.ErrnoException): string {
  const { port, address, hostname } = where as { port?: number; address?: string; hostname?: string };
  if (code === "EADDRINUSE") return `Port ${port} is taken: stop what uses it, or choose another with PORT.`;
  if (code === "EACCES")
    return `Port ${port} may not be used by this account: choose one above 1023 with PORT.`;
  return `HOST (${address ?? hostname}) is no address of this machine: leave it out, or use 127.0.0.1 or 0.0.0.0.`;
}

/** A failure in one sentence for whoever is at the terminal; null where it is a fault of the program. */
export function inOneSentence(error: unknown): string | null {
  if (error instanceof OperatorError || error instanceof AppError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const ofFile = typeof code === "string" && syscall !== "listen" ? OF_FILES[code] : undefined;
  if (ofFile) return ofFile(path ?? "what is written");
  if (syscall === "listen" || syscall === "getaddrinfo") return ofListening(error as NodeJS.ErrnoException);
  // What MongoDB's driver says of an address, a password or a server is one sentence already, on its first line.
  if (/^Mongo(Server|Network|Parse|API|InvalidArgument|MissingCredentials)\w*Error$/.test(error.name))
    return `MongoDB: ${firstSentence(error)}`;
  return null;
}
