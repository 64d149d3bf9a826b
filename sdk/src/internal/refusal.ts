import type { ErrorDetail } from "@kubecent/shared";
import type { KubeCentErrorFacts } from "../errors.ts";

/** A refusal by the service, whichever door it came out of. */
export interface Refusal {
  readonly message: string;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly errorId: string | undefined;
  readonly details: readonly ErrorDetail[];
  /** As tRPC sent it; the edge, which stands before tRPC, answers without one. */
  readonly envelope: KubeCentErrorFacts["envelope"];
}

/** Reads a refusal out of a body: tRPC's `{error: {message, data}}`, or the edge's `{error, code, message}`. */
export function readRefusal(body: unknown): Refusal | undefined {
  if (!isRecord(body)) return undefined;
  const { error } = body;
  const facts = isRecord(error) ? error["data"] : typeof error === "string" ? body : undefined;
  if (!isRecord(facts)) return undefined;

  const message = facts["message"] ?? (isRecord(error) ? error["message"] : undefined);
  const { code } = facts;
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  return {
    message,
    code,
    requestId: textOf(facts["request_id"]),
    errorId: textOf(facts["error_id"]),
    details: Array.isArray(facts["details"]) ? facts["details"].filter(isErrorDetail) : [],
    envelope: isTrpcError(body) ? body : undefined,
  };
}

/** Tells objects, arrays among them, from all else. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isErrorDetail(value: unknown): value is ErrorDetail {
  return isRecord(value) && ["field", "message", "type"].every((name) => typeof value[name] === "string");
}

function isTrpcError(body: Record<string, unknown>): body is Record<string, unknown> & Envelope {
  return isRecord(body["error"]);
}

type Envelope = NonNullable<KubeCentErrorFacts["envelope"]>;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
