import { escapeRegex } from "../../../server/src/sources/prometheus/query/selector.ts";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../docs/runbooks/", import.meta.url));

/** Commands of a page that are to be run, and the lines that it says they print. */
export interface RunnableBlock {
  readonly commands: string;
  readonly shows: readonly string[];
}

/** Names of the pages with commands that are to be run. */
export function runnablePages(): string[] {
  return readdirSync(FOLDER).filter((page) => readBlocks(page).length > 0);
}

/** The marked blocks of a page, in their order. */
export function readBlocks(page: string): RunnableBlock[] {
  const text = readFileSync(path.join(FOLDER, page), "utf8");
  const blocks = text.matchAll(/```sh run\n([\s\S]*?)```(?:\n\n```text shows\n([\s\S]*?)```)?/g);
  return Array.from(blocks, ([, commands = "", shows = ""]) => ({
    commands,
    shows: shows.split("\n").filter((line) => line !== ""),
  }));
}

/** What a line of `shows` matches: "…" stands for anything. */
export function shownPattern(line: string): RegExp {
  const parts = line.split("…").map(escapeRegex);
  return new RegExp(parts.join("[\\s\\S]*"));
}
