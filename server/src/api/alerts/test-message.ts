import { randomUUID } from "node:crypto";
import { formatInstant, type Instant } from "@kubecent/shared";
import type { NewNotification } from "../../store/notify/outbox.ts";
import type { StoredChannel } from "../../store/notify/stored-channels.ts";

interface Tested {
  readonly channel: StoredChannel;
  readonly publicUrl: string | undefined;
  readonly now: Instant;
  /** Who asks for it. */
  readonly by: string;
}

/** A message that says nothing but that messages arrive. */
export function testMessage({ channel, publicUrl, now, by }: Tested): NewNotification {
  const id = randomUUID();
  return {
    channelId: channel.channelId,
    dedupeKey: `test/${id}`,
    subject: `test/${id}`,
    message: {
      type: "channel.test",
      phase: "info",
      severity: "info",
      title: "This is a test of a channel of KubeCent",
      facts: [
        { name: "channel", value: channel.name },
        { name: "asked for by", value: by.slice(0, 500) },
      ],
      why: "Somebody has asked for a test message. Nothing has happened.",
      since: formatInstant(now),
      ...(publicUrl !== undefined && { link: publicUrl }),
      labels: { test: id },
    },
  };
}
