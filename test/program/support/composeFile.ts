import { z } from "zod";

/**
 * The part of the compose specification that our file may use (https://docs.docker.com/reference/compose-file/): whatever
 * else it says is refused, `privileged` and the host's network among it.
 */
const condition = z.enum(["service_started", "service_healthy", "service_completed_successfully"]);
const duration = z.string().regex(/^\d+(ms|s|m|h)$/);

const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.array(z.string()).refine(([how]) => how === "CMD" || how === "CMD-SHELL"),
    interval: duration,
    timeout: duration,
    retries: z.int().positive(),
    start_period: duration,
  }),
]);

const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal("."), target: z.string() }).optional(),
  user: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  tmpfs: z.array(z.string()),
  restart: z.enum(["no", "on-failure", "unless-stopped", "always"]),
  stop_grace_period: duration.optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string().regex(/^[a-z-]+:\/[\w/.-]+(:ro)?$/)).default([]),
  networks: z.array(z.string()).default([]),
  network_mode: z.literal("none").optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  healthcheck: healthcheck.optional(),
});

export const composeFile = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9_-]*$/),
    services: z.record(z.string(), service),
    networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
    volumes: z.record(z.string(), z.strictObject({})),
  })
  // Fragments that only serve others begin with "x-".
  .catchall(z.unknown())
  .refine((file) => Object.keys(file).every((key) => /^(x-.+|name|services|networks|volumes)$/.test(key)));
