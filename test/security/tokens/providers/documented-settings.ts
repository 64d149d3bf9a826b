import { readFileSync } from "node:fs";
import path from "node:path";

const DOCUMENT = path.join(import.meta.dirname, "../../../../docs/security.md");

/** The value of JWT_ISSUERS in the first example below a heading of docs/security.md, word for word. */
export function documentedIssuers(heading: string): string {
  const [, below = ""] = readFileSync(DOCUMENT, "utf8").split(`\n${heading}\n`);
  const [, example] = /export JWT_ISSUERS='([^']+)'/.exec(below) ?? [];
  if (example === undefined) throw new Error(`docs/security.md has no JWT_ISSUERS below "${heading}"`);
  return example;
}

/** Every heading below which there is an example. */
export function documentedHeadings(): string[] {
  const sections = readFileSync(DOCUMENT, "utf8").split(/\n(?=##+ )/);
  return sections
    .filter((section) => section.includes("export JWT_ISSUERS="))
    .map((section) => section.split("\n", 1)[0] ?? "");
}

/** Every example of the document, in order. */
export function documentedExamples(): string[] {
  const examples = readFileSync(DOCUMENT, "utf8").matchAll(/export JWT_ISSUERS='([^']+)'/g);
  return [...examples].map(([, example = ""]) => example);
}
