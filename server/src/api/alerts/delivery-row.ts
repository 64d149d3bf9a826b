import { type DeliveryRow, formatInstant } from "@kubecent/shared";
import type { StoredDelivery } from "../../store/notify/deliveries.ts";

const HAS_NEXT: ReadonlySet<string> = new Set(["queued", "standing"]);

/** A delivery as answers show it. */
export function deliveryRow(delivery: StoredDelivery): DeliveryRow {
  const { notificationId, channelId, subject, phase, message, state, attempts, lastStatus, lastError } =
    delivery;
  return {
    id: notificationId,
    channelId,
    subject,
    phase,
    message,
    state,
    attempts,
    createdAt: formatInstant(delivery.createdAt.getTime()),
    dueAt: HAS_NEXT.has(state) ? formatInstant(delivery.dueAt.getTime()) : null,
    sentAt: delivery.sentAt === null ? null : formatInstant(delivery.sentAt.getTime()),
    lastStatus,
    lastError,
  };
}
