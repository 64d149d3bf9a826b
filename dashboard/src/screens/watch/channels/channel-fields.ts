import type { ChannelCreateInput, ChannelKind, ChannelTarget } from "@kubecent/shared";
import { namesOf, textOf, textOrNone } from "../../../dialogs/field-values.ts";

export const CHANNEL_KINDS = [
  "slack",
  "teams",
  "google-chat",
  "pagerduty",
  "alertmanager",
  "email",
  "webhook",
] as const satisfies readonly ChannelKind[];

/** What the form asks for. */
export function readChannelFields(fields: FormData, kind: ChannelKind): ChannelCreateInput {
  const fallbackId = textOrNone(fields, "fallback");
  return {
    name: textOf(fields, "name"),
    target: targetOf(fields, kind),
    ...(fallbackId !== undefined && { fallbackId }),
  };
}

function targetOf(fields: FormData, kind: ChannelKind): ChannelTarget {
  const url = textOf(fields, "url");
  if (kind === "email") return { kind, to: namesOf(fields, "to") ?? [] };
  if (kind === "pagerduty") return { kind, routingKey: textOf(fields, "routingKey") };
  if (kind === "webhook") return { kind, url };
  if (kind !== "alertmanager") return { kind, url };
  const bearerToken = textOrNone(fields, "bearerToken");
  return { kind, url, ...(bearerToken !== undefined && { bearerToken }) };
}
