import type { AuditWriter } from "../connection/database.ts";

/** Where an action came from, as far as the edge knows. */
export interface AuditOrigin {
  /** Which process writes the record. */
  readonly writer: AuditWriter;
  /** Stable id of the caller that did it, such as `token:7`; `anonymous` for a stranger. */
  readonly userId: string;
  /** What they are called. */
  readonly userName?: string;
  /** The address that the edge believes them to call from. */
  readonly clientAddress?: string;
  readonly requestId?: string;
  /** Id of the token that they showed. */
  readonly tokenId?: string;
}

/** Who did it, as a person reads it. */
export function originName({ userName, userId }: AuditOrigin): string {
  return userName ?? userId;
}

/** Who did what, to what, and how it ended. */
export interface AuditRecord extends AuditOrigin {
  /** Such as SETTINGS_CHANGED, EXPORT_CREATED, REPORT_GENERATED. */
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly details?: Record<string, unknown>;
  readonly status: "SUCCESS" | "FAILED";
  readonly result?: Record<string, unknown>;
  /** How many attempts the record stands for, where they are counted together; 1 if left out. */
  readonly occurrences?: number;
}

/** A record that PostgreSQL takes whatever was in it. */
export interface CleanAuditRecord {
  readonly userId: string;
  readonly userName: string;
  readonly clientAddress: string | null;
  readonly requestId: string | null;
  readonly tokenId: string | null;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly details: string | null;
  readonly status: "SUCCESS" | "FAILED";
  readonly result: string | null;
  readonly occurrences: number;
}

const LONGEST_NAME = 500;
const LONGEST_TEXT = 2_000;
const LONGEST_LIST = 200;
const DEEPEST = 6;
const MOST_BYTES = 16 * 1024;
/** Controls (NUL among them), lone halves of surrogate pairs, and marks that turn the direction of text around. */
const UNCLEAN = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/gu;
/** Tokens that somebody put where a name belongs. */
const TOKEN = /kcs?_[A-Za-z0-9_-]{43}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;

/**
 * What of a record is kept. No input may keep a record from being written: text that PostgreSQL does not take is
 * replaced, and what is too long, too deep or too much is cut.
 */
export function cleanAuditRecord(record: AuditRecord): CleanAuditRecord {
  return {
    userId: cleanName(record.userId),
    userName: cleanName(record.userName ?? ""),
    clientAddress: record.clientAddress === undefined ? null : cleanName(record.clientAddress),
    requestId: record.requestId === undefined ? null : cleanName(record.requestId),
    tokenId: record.tokenId === undefined ? null : cleanName(record.tokenId),
    action: cleanName(record.action),
    resourceType: cleanName(record.resourceType),
    resourceId: cleanName(record.resourceId),
    details: cleanJson(record.details),
    status: record.status,
    result: cleanJson(record.result),
    occurrences: Math.max(1, Math.min(Math.trunc(record.occurrences ?? 1), 2_147_483_647)),
  };
}

function cleanName(text: string): string {
  return cleanText(text, LONGEST_NAME);
}

function cleanText(text: string, longest: number): string {
  // Tokens are looked for past the cut, so that no half of one is left before it; surrogates after it.
  const near = text.slice(0, longest * 2).replaceAll(TOKEN, "…");
  return near.slice(0, longest).replaceAll(UNCLEAN, " ");
}

function cleanJson(fields: Record<string, unknown> | undefined): string | null {
  if (fields === undefined) return null;
  const text = JSON.stringify(cleanValue(fields, 0));
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  // Quoting may double the text once more, which is why only a part of what fits is shown.
  return JSON.stringify({ truncated: true, bytes, start: cleanText(text, MOST_BYTES / 8) });
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value, LONGEST_TEXT);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" ? cleanObject(value, depth) : null;
}

function cleanObject(value: object | null, depth: number): unknown {
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= DEEPEST) return "…";
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map((item) => cleanValue(item, depth + 1));
  const entries = Object.entries(value).slice(0, LONGEST_LIST);
  return Object.fromEntries(
    entries
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [cleanText(name, 100), cleanValue(field, depth + 1)]),
  );
}
