/** How a part of a line is made to stand out. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly gray: (text: string) => string;
}

type Line = Readonly<Record<string, unknown>>;

/** For who looks a request up among many; beside a fault they are written. */
const ONLY_WITH_FAULTS = new Set(["request_id", "trace_id", "lease_token"]);
/** Said by the start of the line, by a request's own words, or below the line. */
const ELSEWHERE = new Set(["time", "level", "event", "stack"]);
const IN_REQUEST = new Set(["method", "route", "status", "duration_ms"]);
/** What a person reads to the end. */
const WHOLE = new Set(["error", "message", "reason", "cause", "errors", "sql"]);

/** For programs to check: their beginning is enough to tell one from another. */
const BEGINNINGS = new Set(["hash", "checkpoint", "cut"]);

const LONGEST_TEXT = 120;
const LONGEST_BEGINNING = 12;
/** Of more only the number is told. */
const LONGEST_LIST = 3;
const LONGEST_LEVEL = "notice".length;
/** As far as "[12:34:56] NOTICE: " reaches. */
const BELOW_EVENT = " ".repeat(19);
const MAX_STACK_LINES = 20;

/** Needs no quotes: nothing in it reads as the end of a value or as another field. */
const PLAIN = /^[\w./:@{}+…-]+$/;
/** Blanks of all kinds. A long row of them would carry what comes next to the start of the terminal's next row. */
const BLANKS = /[\s\u00ad\u115f\u1160\u2800\u3164\uffa0\p{Cf}]+/gu;

/** What stands behind the time and the level of a line: its event, and the fields that matter to a person. */
export function prettyLine(line: Line, { bold, gray }: Colours): string {
  const level = String(line["level"]);
  const isFault = level === "warn" || level === "error" || level === "fatal";
  const fields = Object.entries(line)
    .filter(([name, value]) => isWorthARead(name, value, isFault))
    .filter(([name]) => !(isRequest(line) && IN_REQUEST.has(name)))
    .map(([name, value]) => `${gray(`${name}=`)}${shown(name, value)}`);
  const head = " ".repeat(Math.max(0, LONGEST_LEVEL - level.length)) + bold(headline(line));
  return [[head, ...fields].join(" "), ...stackOf(line).map((row) => gray(`${BELOW_EVENT}${row}`))].join(
    "\n",
  );
}

function isRequest({ event, method, status }: Line): boolean {
  return event === "request" && method !== undefined && status !== undefined;
}

function headline(line: Line): string {
  if (!isRequest(line)) return shown("event", line["event"]);
  const { method, route, status, duration_ms: durationMs } = line;
  return `${shown("method", method)} ${shown("route", route)} ${Number(status)} ${Number(durationMs)} ms`;
}

/** Nought, nothing and empty lists tell a person nothing. */
function isWorthARead(name: string, value: unknown, isFault: boolean): boolean {
  if (ELSEWHERE.has(name) || (!isFault && ONLY_WITH_FAULTS.has(name))) return false;
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== 0;
}

function shown(name: string, value: unknown): string {
  if (Array.isArray(value) && value.length > LONGEST_LIST && !WHOLE.has(name)) return `[${value.length}]`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const short = text.replaceAll(BLANKS, " ");
  const longest = longestOf(name);
  const cut = short.length <= longest ? short : `${short.slice(0, longest)}…`;
  return typeof value !== "string" || PLAIN.test(cut) ? cut : JSON.stringify(cut);
}

function longestOf(name: string): number {
  if (BEGINNINGS.has(name)) return LONGEST_BEGINNING;
  return WHOLE.has(name) ? Number.POSITIVE_INFINITY : LONGEST_TEXT;
}

/** Where it happened. A message of several rows has its rows here too: they could be anybody's words. */
function stackOf({ stack }: Line): string[] {
  if (!Array.isArray(stack)) return [];
  const rows = stack.filter((row): row is string => typeof row === "string" && row.startsWith("at "));
  return rows.slice(0, MAX_STACK_LINES).map((row) => row.replaceAll(BLANKS, " "));
}
