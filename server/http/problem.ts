import { AppError, type FieldError, isOutOfSpace, noRoom } from "../errors.ts";

/** RFC 9457 problem details, with the fields of bad input and the state of a conflict. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: FieldError[];
  current?: Record<string, unknown>;
};

const TITLES: Record<number, string> = {
  400: "Demande illisible",
  401: "Connexion nécessaire",
  403: "Accès refusé",
  404: "Introuvable",
  405: "Méthode refusée",
  409: "Conflit avec l’état présent",
  413: "Envoi trop volumineux",
  415: "Format refusé",
  422: "Champs à corriger",
  429: "Trop de demandes",
  500: "Erreur du service",
  503: "Service indisponible",
};

export const titleOf = (status: number): string => TITLES[status] ?? "Erreur";

export function toProblem(error: AppError, requestId: string): Problem {
  return {
    type: `urn:bourse:problem:${error.id}`,
    title: titleOf(error.status),
    status: error.status,
    detail: error.message,
    instance: `urn:request:${requestId}`,
    ...(error.errors ? { errors: error.errors } : {}),
    ...(error.current ? { current: error.current } : {}),
  };
}

type HttpLike = { type?: unknown; code?: unknown; status?: unknown; statusCode?: unknown };

/** Whatever was thrown, as an AppError: what body-parser and csrf-sync say is translated, the rest is a fault of ours. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isOutOfSpace(error)) return noRoom();
  const { type, code, status, statusCode } = (error ?? {}) as HttpLike;
  if (type === "entity.parse.failed") {
    return new AppError("invalid-json", 400, "Ce n’est pas du JSON valable.", {
      errors: [{ path: "body", message: "Ce n’est pas du JSON valable." }],
    });
  }
  if (type === "entity.too.large" || type === "parameters.too.many") {
    return new AppError("too-large", 413, "L’envoi dépasse 2 Mo.", {
      errors: [{ path: "body", message: "L’envoi dépasse 2 Mo." }],
    });
  }
  if (code === "EBADCSRFTOKEN") {
    return new AppError(
      "csrf",
      403,
      "Cet envoi ne vient pas d’une page ouverte chez nous, ou elle l’était depuis trop longtemps : rien n’a été envoyé. Ouvrez la page à nouveau, et recommencez.",
    );
  }
  const http = typeof status === "number" ? status : statusCode;
  if (typeof http === "number" && http >= 400 && http < 500) {
    return new AppError("bad-request", http, "La demande n’est pas lisible.", {
      errors: [{ path: "body", message: "La demande n’est pas lisible." }],
    });
  }
  return new AppError("internal", 500, "Une erreur est survenue de notre côté. Elle est enregistrée.");
}
