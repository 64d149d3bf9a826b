import type { DeliveryRow, DeliveryState } from "@kubecent/shared";

export const DELIVERY_STATES_IN_WORDS: Readonly<Record<DeliveryState, string>> = {
  queued: "waits",
  standing: "is kept standing",
  sent: "sent",
  dead: "given up",
  superseded: "overtaken by newer news",
};

const FAULTS: ReadonlyMap<string, string> = new Map([
  ["address_not_allowed", "its address may not be reached, or its name leads nowhere"],
  ["timeout", "no answer within 15 seconds"],
  ["connection_failed", "no connection"],
  ["tls_failed", "no trust in its certificate"],
  ["recipients_refused", "the mail server took some recipients and not others"],
  ["no_mail_server", "no mail server is set"],
  ["secret_unreadable", "the channel was made with another key: give it its target again"],
  ["channel_disabled", "the channel was switched off"],
]);

/** Why the last try failed, for people; a dash where it did not. */
export function deliveryFault({ lastError, lastStatus }: DeliveryRow): string {
  if (lastError === null) return "–";
  const words = FAULTS.get(lastError) ?? lastError.replaceAll("_", " ");
  return lastStatus === null || words.includes(String(lastStatus)) ? words : `${words} (${lastStatus})`;
}
