export type Instruction = { name: string; value: string };

const KNOWN = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);

/** The instructions of a Dockerfile, lines joined. @throws for a line that is none. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n");
  return lines.map((line) => {
    const [, name = "", value = ""] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (!KNOWN.has(name)) throw new Error(`Not an instruction: ${line}`);
    return { name, value };
  });
}

export type Stage = { name: string; base: string; instructions: Instruction[] };

/** The stages, in order: each begins with its FROM. */
export function stagesOf(instructions: Instruction[]): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.name === "FROM") {
      const [, base = "", name = ""] = /^(\S+)(?: AS (\S+))?$/.exec(instruction.value) ?? [];
      stages.push({ base, name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}
