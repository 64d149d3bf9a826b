import type { ZodError } from "zod";
import { choiceOf, typeInWords } from "../domain/schema-words.ts";

/** What a schema refuses. */
export type Issue = ZodError["issues"][number];

/** How zod itself begins to say it: what begins in another way is a schema's own words. */
const ZODS_OWN = /^(Invalid |Too (small|big): )/;

/** What is wrong with a field: what was found, where its kind is wrong, and what was wanted. */
export function faultOf(issue: Issue): string {
  if (!ZODS_OWN.test(issue.message)) return issue.message;
  if (issue.code === "invalid_type") {
    const [, found = ""] = /received (.+)$/.exec(issue.message) ?? [];
    const wanted = typeInWords(issue.expected);
    return found === "undefined"
      ? `is missing: wanted ${wanted}`
      : `found ${typeInWords(found)}, wanted ${wanted}`;
  }
  const wanted = wantedBy(issue);
  return wanted === null ? issue.message : `wanted ${wanted}`;
}

/** Null where nothing better is known than what zod says. */
function wantedBy(issue: Issue): string | null {
  switch (issue.code) {
    case "invalid_type":
      return typeInWords(issue.expected);
    case "invalid_value":
      return choiceOf(issue.values);
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${countOf(issue.minimum, issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${countOf(issue.maximum, issue.origin)}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_format":
      return formatInWords(issue);
    case "invalid_union":
      return wantedByOne(issue);
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "unrecognized_keys":
      return null;
  }
}

const UNITS = new Map([
  ["string", "character"],
  ["array", "value"],
  ["set", "value"],
]);

function countOf(count: number | bigint, origin: string): string {
  const unit = UNITS.get(origin);
  return unit === undefined ? String(count) : `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const FORMATS = new Map<string, string>([
  ["uuid", "a UUID, as lists tell it"],
  ["datetime", "a moment such as 2026-11-27T06:00:00Z"],
  ["date", "a day such as 2026-11-27"],
]);

function formatInWords({ format, pattern }: Extract<Issue, { code: "invalid_format" }>): string | null {
  if (format !== "template_literal") return FORMATS.get(format) ?? null;
  const [, beginning = ""] = /^\^([\w:.-]+)/.exec(pattern ?? "") ?? [];
  return beginning === "" ? null : `${beginning} and a name`;
}

type UnionIssue = Extract<Issue, { code: "invalid_union" }>;

/** One of several things: the words that tell them apart, or what each of them wants. */
function wantedByOne(issue: UnionIssue): string | null {
  if ("options" in issue && Array.isArray(issue.options)) return choiceOf(issue.options);
  const ways = issue.errors.map(([first]) => (first === undefined ? null : wantedBy(first)));
  return ways.some((way) => way === null) || ways.length === 0 ? null : [...new Set(ways)].join(", or ");
}
