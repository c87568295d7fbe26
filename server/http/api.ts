import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { type RequestHandler, Router } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { signedInOnly } from "./auth.ts";
import { answerOnce } from "./once.ts";
import { parse } from "./validate.ts";

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  current: z.record(z.string(), z.unknown()).optional(),
});

type Method = "get" | "post" | "put" | "patch" | "delete";

type Absent = z.ZodUndefined;

type Call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  method: Method;
  /** As in OpenAPI: `/needs/{id}`. */
  path: string;
  tag: string;
  summary: string;
  /** Who may call at all; what they may do is the use case's to decide. */
  audience: "everyone" | "signed-in";
  limit?: RequestHandler;
  params?: P;
  query?: Q;
  body?: B;
  /** Status of success; default 200. */
  status?: number;
  output: z.ZodType;
  answer: (
    context: Context,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
  ) => Promise<object>;
};

/** An empty list of parameters, for calls that take none: an unknown one is refused. */
const nothing = z.strictObject({});

/** What a call that creates something may bring along, so that it can be repeated when its answer was lost. */
const repeatable = z.object({
  "Idempotency-Key": z
    .string()
    .regex(/^[\x21-\x7e]{8,200}$/, "Écrivez de 8 à 200 caractères visibles, sans accent ni espace.")
    .optional()
    .describe(
      "La même clé, du même compte, donne la même réponse pendant un jour, sans rien créer à nouveau.",
    ),
});
const creates = ({ status, audience }: { status?: number; audience: string }): boolean =>
  status === 201 && audience === "signed-in";

const jsonOnly: RequestHandler = (request, _response, next) => {
  const length = Number(request.get("content-length") ?? 0);
  if ((length > 0 || request.get("transfer-encoding")) && !request.is("application/json")) {
    throw new AppError("media-type", 415, "Envoyez du JSON, avec l’en-tête Content-Type: application/json.", {
      errors: [{ path: "body", message: "Envoyez du JSON." }],
    });
  }
  next();
};

/**
 * The HTTP API: each call is declared once, and from that declaration come both its route (limit → authenticate →
 * validate → use case → present) and its description, which therefore cannot drift apart.
 */
export class Api {
  readonly router = Router();
  private readonly registry = new OpenAPIRegistry();

  constructor() {
    this.registry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  }

  call<P extends z.ZodType = Absent, Q extends z.ZodType = Absent, B extends z.ZodType = Absent>(
    call: Call<P, Q, B>,
  ): void {
    const { method, path, status = 200 } = call;
    this.describe(call);
    const limits = call.limit ? [call.limit] : [];
    const audience = call.audience === "signed-in" ? [signedInOnly] : [];
    this.router[method](
      path.replace(/\{(\w+)\}/g, ":$1"),
      ...limits,
      ...audience,
      jsonOnly,
      async (request, response) => {
        const input = {
          params: parse(call.params ?? nothing, request.params, "path") as z.output<P>,
          query: parse(call.query ?? nothing, request.query, "query") as z.output<Q>,
          body: (method === "get"
            ? undefined
            : parse(call.body ?? nothing, request.body ?? {})) as z.output<B>,
        };
        const { context } = response.locals;
        const answer = () => call.answer(context, input);
        const { "Idempotency-Key": key } = creates(call)
          ? parse(repeatable, { "Idempotency-Key": request.get("idempotency-key") }, "header")
          : {};
        response
          .status(status)
          .json(key ? await answerOnce(request, key, context.clock(), answer) : await answer());
      },
    );
  }

  private describe(call: Call<z.ZodType, z.ZodType, z.ZodType>): void {
    const problemAnswer = (description: string) => ({
      description,
      content: { "application/problem+json": { schema: problem } },
    });
    const open = call.audience === "everyone";
    this.registry.registerPath({
      method: call.method,
      path: call.path,
      tags: [call.tag],
      summary: call.summary,
      ...(open ? {} : { security: [{ bearer: [] }] }),
      request: {
        ...(call.params ? { params: call.params as z.ZodObject } : {}),
        ...(call.query ? { query: call.query as z.ZodObject } : {}),
        ...(creates(call) ? { headers: repeatable } : {}),
        ...(call.body ? { body: { content: { "application/json": { schema: call.body } } } } : {}),
      },
      responses: {
        [call.status ?? 200]: {
          description: "Réussite",
          content: { "application/json": { schema: call.output } },
        },
        ...(open ? {} : { 401: problemAnswer("Connexion nécessaire"), 403: problemAnswer("Accès refusé") }),
        ...(call.params ? { 404: problemAnswer("Introuvable") } : {}),
        ...(call.method === "get" ? {} : { 409: problemAnswer("Conflit avec l’état présent") }),
        422: problemAnswer("Champs à corriger"),
      },
    });
  }

  /** The OpenAPI 3.1 description of every call declared so far. */
  document(): object {
    return new OpenApiGeneratorV31(this.registry.definitions).generateDocument({
      openapi: "3.1.0",
      info: {
        title: "La Bourse de Cités Unies France",
        version: "1",
        description:
          "Besoins, experts, collectivités, financements et mises en relation. Les erreurs suivent la RFC 9457.",
      },
      servers: [{ url: "/api/v1" }],
    });
  }
}

/** A list as every list call answers it. */
export const listOutput = (item: z.ZodType, more: z.ZodRawShape = {}) =>
  z.object({ items: z.array(item), total: z.number(), page: z.number(), pageSize: z.number(), ...more });
