import * as z from "zod";
import { type Instruction, lineOf, type Stage } from "./dockerfile.ts";

/** How a container of the image is run. */
export interface ImageConfig {
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly healthcheck: readonly string[];
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
}

const wordsSchema = z.array(z.string());

/** Reads from the Dockerfile what the image of that stage says about running it. */
export function configOf(stages: readonly Stage[], name: string): ImageConfig {
  const instructions = lineOf(stages, name).flatMap((stage) => stage.instructions);
  const last = (keyword: string): string =>
    instructions.findLast((one) => one.keyword === keyword)?.text ?? "";
  return {
    env: pairsOf(instructions, "ENV"),
    labels: pairsOf(instructions, "LABEL"),
    entrypoint: listOf(last("ENTRYPOINT")),
    cmd: listOf(last("CMD")),
    healthcheck: listOf(last("HEALTHCHECK").replace(/^.*?CMD /, "")),
    user: last("USER"),
  };
}

function pairsOf(instructions: readonly Instruction[], keyword: string): Record<string, string> {
  const texts = instructions.filter((one) => one.keyword === keyword).map(({ text }) => text);
  const pairs = texts.flatMap((text) => [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)]);
  return Object.fromEntries(pairs.map(([, key, quoted, plain]) => [key ?? "", quoted ?? plain ?? ""]));
}

/** Only the form of a JSON list runs without a shell, which would keep signals to itself. */
function listOf(text: string): string[] {
  return wordsSchema.parse(JSON.parse(text));
}
