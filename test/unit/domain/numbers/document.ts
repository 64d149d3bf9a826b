import { readFileSync } from "node:fs";

/** The page of worked examples where no other is asked for. */
const NUMBERS = "numbers.md";
const HEADER = /^\| Example: (.+?) \| \|$/;
const ROW = /^\| (.+?) \| (.+?) \|$/;
const BOLD = /^\*\*(.+)\*\*$/;

/** A worked example of a page: a table whose plain rows are given and whose bold rows are computed. */
interface Example {
  readonly name: string;
  readonly given: ReadonlyMap<string, string>;
  readonly computed: Readonly<Record<string, string>>;
}

/** The text of a page of docs, as it is. */
export function readDocument(page = NUMBERS): string {
  return readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), "utf8");
}

/** The worked examples of a page, in its order. */
export function readExamples(page = NUMBERS): Example[] {
  const lines = readDocument(page).split("\n");
  return lines.flatMap((line, index) => {
    const name = HEADER.exec(line)?.[1];
    return name === undefined ? [] : [readExample(name, lines.slice(index + 2))];
  });
}

/** The document without its worked examples. */
export function readProse(): string {
  const lines = readDocument().split("\n");
  let isExample = false;
  const prose = lines.filter((line) => {
    isExample = HEADER.test(line) || (isExample && line !== "");
    return !isExample;
  });
  return prose.join("\n");
}

function readExample(name: string, lines: readonly string[]): Example {
  const given = new Map<string, string>();
  const computed: Record<string, string> = {};
  for (const line of lines) {
    const [, label, value] = ROW.exec(line) ?? [];
    if (label === undefined || value === undefined) break;

    const boldLabel = BOLD.exec(label)?.[1];
    const boldValue = BOLD.exec(value)?.[1];
    if ((boldLabel === undefined) !== (boldValue === undefined)) {
      throw new Error(`"${name}": a row is bold as a whole or not at all; found ${line}`);
    }
    if (boldLabel !== undefined && boldValue !== undefined) computed[boldLabel] = boldValue;
    else given.set(label, value);
  }
  return { name, given, computed };
}
