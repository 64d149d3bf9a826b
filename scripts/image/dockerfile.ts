import { readFileSync } from "node:fs";

/** One instruction of a Dockerfile, its lines joined: `COPY`, and what stands behind it. */
export interface Instruction {
  readonly keyword: string;
  readonly text: string;
}

/** One `FROM` and what follows it. */
export interface Stage {
  readonly name: string;
  /** The stage that it begins with, or an image from elsewhere. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

const FROM = /^(?:--platform=\S+ )?(\S+) AS (\S+)$/;

/** Reads the Dockerfile in the repository's root. */
export function readDockerfile(file: string | URL): Stage[] {
  return stagesOf(instructionsOf(readFileSync(file, "utf8")));
}

/** Every instruction in order; comments and empty lines are left out. */
export function instructionsOf(text: string): Instruction[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s*#/.test(line));
  const whole = lines.join("\n").replaceAll(/\\\n\s*/g, "");
  return whole.split("\n").map((line) => {
    const [keyword = "", ...rest] = line.split(" ");
    return { keyword, text: rest.join(" ").trim() };
  });
}

function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === "FROM") stages.push({ ...namesIn(instruction.text), instructions: [] });
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function namesIn(text: string): { readonly name: string; readonly base: string } {
  const [, base, name] = FROM.exec(text) ?? [];
  if (base === undefined || name === undefined) {
    throw new Error(`The Dockerfile says "FROM ${text}"; wanted is FROM IMAGE AS NAME: give the stage a name`);
  }
  return { name, base };
}

/** The stage of that name and all that it begins with, the first one first. */
export function lineOf(stages: readonly Stage[], name: string): Stage[] {
  const stage = stages.find((one) => one.name === name);
  return stage === undefined ? [] : [...lineOf(stages, stage.base), stage];
}

/** What `COPY` copies: from the repository where `from` is undefined, else from that stage. */
export function copyOf({ text }: Instruction): { from?: string; sources: string[]; target: string } {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const paths = words.filter((word) => !word.startsWith("--"));
  const target = paths.pop() ?? ".";
  return { ...(from !== undefined && { from }), sources: paths, target };
}
