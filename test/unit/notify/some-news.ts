import type { NotificationMessage } from "@kubecent/shared";
import * as fc from "fast-check";
import type { News } from "../../../server/src/notify/channels/news.ts";

export const MESSAGE: NotificationMessage = {
  type: "budget.threshold",
  phase: "firing",
  severity: "warning",
  title: "The budget shop has spent 80 % of its 1000.00 USD",
  facts: [
    { name: "spent", value: "812.40 USD" },
    { name: "period", value: "November 2026, Europe/Berlin" },
  ],
  why: "Spent passed 80 % of the amount. All hours were seen.",
  since: "2026-11-21T14:00:00Z",
  link: "https://kubecent.example.com/?namespace=shop&window=30d",
  labels: { budget: "shop", owner: "team-shop" },
};

/** News of these messages, that came up at noon and is tried a minute later. */
export function newsOf(...messages: NotificationMessage[]): News {
  const [first = MESSAGE, ...more] = messages;
  const createdAt = Date.parse("2026-11-21T15:00:00Z");
  return {
    id: "m-1",
    subject: "budget/shop/spent/0.8",
    messages: [first, ...more],
    createdAt,
    now: createdAt + 60_000,
  };
}

const text = (maxLength: number) => fc.string({ unit: "binary", minLength: 1, maxLength });

/** Whatever the bounds of messages let through, in every script. */
export const anyMessage: fc.Arbitrary<NotificationMessage> = fc.record({
  type: fc.constantFrom("budget.threshold", "channel.test"),
  phase: fc.constantFrom("firing" as const, "resolved" as const, "info" as const),
  severity: fc.constantFrom("critical" as const, "warning" as const, "info" as const),
  title: longText(300),
  facts: fc.array(fc.record({ name: text(50), value: longText(500) }), { maxLength: 20 }),
  why: longText(2_000),
  since: fc.constantFrom("2026-11-21T14:00:00Z", ""),
  link: fc.constantFrom(undefined, "https://kubecent.example.com/?a=1&b=<2>"),
  labels: fc.constantFrom({}, { budget: "shop", owner: "team" }),
});

/** Texts near the bound, of signs that take more room once they are escaped. */
function longText(longest: number): fc.Arbitrary<string> {
  const filled = fc
    .tuple(
      fc.constantFrom("&", "<", "漢", "😀", '"', "\\", "\u0007", "a", "\u202e"),
      fc.integer({ min: 1, max: longest }),
    )
    .map(([sign, length]) => sign.repeat(length).slice(0, longest).toWellFormed());
  return fc.oneof(text(Math.min(longest, 60)), filled);
}
