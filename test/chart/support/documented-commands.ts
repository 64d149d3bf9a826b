import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const PAGES = ["README.md", "chart/README.md", ...pagesIn("docs"), ...pagesIn("docs/runbooks")];

/** A command as a page shows it: its words without quotes, up to a pipe, a redirection or its end. */
export interface DocumentedCommand {
  readonly page: string;
  readonly words: readonly string[];
}

/** Every command of one program in the docs, and in further texts by their names. */
export function documentedCommands(
  program: string,
  texts: Readonly<Record<string, string>> = {},
): DocumentedCommand[] {
  const pages = PAGES.map((page) => [page, readFileSync(page, "utf8")] as const);
  return [...pages, ...Object.entries(texts)].flatMap(([page, text]) =>
    shellTexts(text).flatMap((shell) => commandsIn(shell, program).map((words) => ({ page, words }))),
  );
}

function pagesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.join(folder, file));
}

/** Blocks of shell commands, inline code, and all of a text that is no page. */
function shellTexts(text: string): string[] {
  const blocks = Array.from(text.matchAll(/^ *```sh[^\n]*\n([\s\S]*?)^ *```/gm), ([, shell = ""]) => shell);
  const rest = text.replaceAll(/^ *```[\s\S]*?^ *```/gm, "");
  const inline = Array.from(rest.matchAll(/`([^`\n]+)`/g), ([, code = ""]) => code);
  return text.includes("`") ? [...blocks, ...inline] : [text];
}

function commandsIn(shell: string, program: string): string[][] {
  const joined = shell.replaceAll(/\\\n\s*/g, " ");
  // At the beginning of a line, after an operator, or in $( ).
  const begins = joined.matchAll(new RegExp(`(?:^ *|[|&;(] *)${program} `, "gm"));
  return Array.from(begins, ({ index, 0: begin }) => wordsOf(joined.slice(index + begin.length)));
}

/** Words up to what ends a command in a shell. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [token] of text.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"|&;<>()])+|[|&;<>()\n]/g)) {
    if (/^[|&;<>()\n]$/.test(token)) break;
    words.push(token.replaceAll(/['"]/g, (quote, at: number) => (isOuter(token, at) ? "" : quote)));
  }
  return words;
}

/** Whether a quote is one that the shell takes away: one within quotes of the other kind stays. */
function isOuter(token: string, at: number): boolean {
  let open = "";
  for (const char of token.slice(0, at)) {
    if (open === "" && (char === "'" || char === '"')) open = char;
    else if (char === open) open = "";
  }
  return open === "" || open === token[at];
}
