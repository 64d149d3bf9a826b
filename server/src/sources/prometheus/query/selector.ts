import { SourceError } from "../../source-error.ts";

/** A condition on a label, as PromQL writes it. */
export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~";
  readonly value: string;
}

/** Metrics that are asked for together by one name in messages. */
export interface Family {
  /** What it is, in plain words. */
  readonly name: string;
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** The label that holds the pod's name, where the family is about pods. */
  readonly podLabel?: string;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** All that means something in a regular expression of RE2. */
const REGEX_SYNTAX = /[\\^$.*+?()[\]{}|]/g;

/** Writes a selector; a JSON string is also a string of PromQL, escapes and all. */
export function selector(family: Family, matchers: readonly Matcher[]): string {
  const conditions = [...family.matchers, ...matchers].map(
    ({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`,
  );
  return `${family.metric}{${conditions.join(",")}}`;
}

/** Text that matches itself in a regular expression. */
export function escapeRegex(text: string): string {
  return text.replaceAll(REGEX_SYNTAX, String.raw`\$&`);
}

/** How long a text is among the alternatives of a matcher, with its bar, as it stands in a question. */
export function alternativeBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(escapeRegex(text))) - 1;
}

/** Matchers for labels that must have exactly these values. Throws where a name cannot be a label's. */
export function equalMatchers(labels: Readonly<Record<string, string>>): Matcher[] {
  return Object.entries(labels).map(([label, value]) => {
    if (!LABEL_NAME.test(label)) throw new SourceError(`"${label}" cannot be the name of a Prometheus label`);
    return { label, operator: "=" as const, value };
  });
}
