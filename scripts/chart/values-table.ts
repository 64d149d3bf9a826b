// The chart's values as its README shows them: each with its default and the comment that stands before it.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";

const KeyLine = /^(?<indent> *)(?<key>[A-Za-z_.]+):(?: |$)/;
const CommentLine = /^ *# (?<text>.*)$/;

/** One value: its path, its default as JSON (null for a group of values), and what it does. */
export interface ValueRow {
  readonly path: string;
  readonly default: string | null;
  readonly comment: string;
}

/** Reads values.yaml. Throws with the name of a value that has no comment, neither its own nor one of its group. */
export function valueRows(file: string): ValueRow[] {
  const text = readFileSync(file, "utf8");
  const values: unknown = parse(text);
  const comments = commentsOf(text);
  const isGroup = (path: string): boolean =>
    [...comments.keys()].some((other) => other.startsWith(`${path}.`));
  for (const path of leavesOf(values, "", isGroup)) {
    if (!comments.has(path)) throw new Error(`${file}: ${path} has no comment, wanted one before it`);
  }
  return [...comments].map(([path, comment]) => {
    const value = isGroup(path) ? null : JSON.stringify(at(values, path));
    return { path, default: value, comment };
  });
}

/** Comments by path; one that is not directly before a key belongs to none. */
function commentsOf(text: string): Map<string, string> {
  const comments = new Map<string, string>();
  const parents: string[] = [];
  let open: string[] = [];
  for (const line of text.split("\n")) {
    const comment = CommentLine.exec(line)?.groups?.["text"];
    const { indent = "", key } = KeyLine.exec(line)?.groups ?? {};
    if (comment !== undefined) open.push(comment);
    else if (key !== undefined) {
      parents.length = indent.length / 2;
      parents.push(key);
      if (open.length > 0) comments.set(parents.join("."), open.join(" "));
    }
    if (comment === undefined) open = [];
  }
  return comments;
}

const MapSchema = z.record(z.string(), z.unknown());

/** What has no parts with comments of their own. */
function leavesOf(value: unknown, path: string, isGroup: (path: string) => boolean): string[] {
  const map = MapSchema.safeParse(value);
  if (!map.success || (path !== "" && !isGroup(path))) return [path];
  return Object.entries(map.data).flatMap(([key, part]) =>
    leavesOf(part, path === "" ? key : `${path}.${key}`, isGroup),
  );
}

function at(values: unknown, path: string): unknown {
  return path.split(".").reduce((value, key) => MapSchema.parse(value)[key], values);
}
