/**
 * What log lines may say beside their event, their time and their level. Whatever else is handed to the log is left
 * out and named in `unlisted`: a field is added here once somebody has thought about what it can hold.
 */
const NAMES = [
  // requests
  "request_id",
  "trace_id",
  "error_id",
  "caller",
  "client",
  "client_id",
  "content_type",
  "duration_ms",
  "errors",
  "method",
  "path",
  "requests",
  "route",
  "size",
  "status",
  // faults
  "cause",
  "code",
  "error",
  "error_type",
  "message",
  "reason",
  "stack",
  // the process and its database
  "folder",
  "isElsewhere",
  "migrations",
  "sql",
  "statements_kept",
  "port",
  "signal",
  // collection
  "cluster",
  "clusters",
  "failed",
  "hour",
  "hours",
  "skipped",
  "unchanged",
  "written",
  "holder",
  "lease_token",
  "price_book",
  "price_lists",
  "share",
  "skew_ms",
  "things",
  "too_long",
  "unstorable",
  "whose",
  // keeping the store in order
  "day",
  "days_made",
  "days_purged",
  "sketches_closed",
  "names_swept",
  "keys_swept",
  "weeks_dropped",
  "weeks_waiting",
  // keys of other issuers
  "issuer",
  "job",
  "rule",
  // the cache
  "questions",
  // the audit chain
  "chain_seq",
  "checkpoint",
  "cut",
  "hash",
  "key_id",
  "records",
  "unsealed_seconds",
  // exports
  "export_id",
  "rows",
  // messages to channels
  "attempts",
  "channel_id",
  "channel_kind",
  "delivery_state",
  // budgets
  "alerts",
  "budget_id",
  "budgets",
  "thresholds",
  // days that were judged
  "days",
] as const;

export type LogFieldName = (typeof NAMES)[number];
export const LOG_FIELDS: ReadonlySet<string> = new Set(NAMES);

/** Signed statements: they look like tokens, are none, and must be written as they are. */
export const SIGNED_FIELDS: ReadonlySet<string> = new Set(["checkpoint", "cut"] satisfies LogFieldName[]);
