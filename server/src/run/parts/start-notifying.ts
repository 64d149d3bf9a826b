import path from "node:path";
import { errorMessage } from "@kubecent/shared";
import type { NotifyServices } from "../../api/alerts/notify-services.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import type { Log } from "../../log/logger.ts";
import { paceOf } from "../../notify/channels/channel-kinds.ts";
import { type OutboxEvents, runOutbox } from "../../notify/outbox/run-outbox.ts";
import { createSecretBox, type SecretBox } from "../../notify/secrets/channel-secrets.ts";
import { addressRule } from "../../notify/sending/address-rules.ts";
import type { Database } from "../../store/connection/database.ts";
import { dataFolder } from "../start/configured-database.ts";
import { readKeyFile } from "../start/key-file.ts";
import type { Undo } from "../start/undo.ts";
import { followOutbox } from "../gauges/outbox-gauges.ts";

interface NotifyParts {
  readonly database: Database;
  readonly log: Log;
  readonly undo: Undo;
}

/** What procedures need of channels, and the sending, which is started once everything else is there. */
export interface Notifying extends NotifyServices {
  /** Sends what is due for as long as the service runs; what the metrics say of it. */
  start(parts: NotifyParts): Gauge[];
}

/** After this another process sends what one has taken: longer than a try takes. */
const CLAIM_FOR_MS = 60_000;

/** Reads the key of channels' secrets, and where messages may go. */
export async function openNotifying(settings: Settings): Promise<Notifying> {
  const box = await openBox(settings);
  const { NOTIFY_ALLOW = { networks: [], hosts: [] }, SMTP_URL, SMTP_FROM, PUBLIC_URL } = settings;
  const rule = addressRule(NOTIFY_ALLOW);
  const mailServer = SMTP_URL === undefined ? null : { ...SMTP_URL, from: SMTP_FROM };
  return {
    box,
    rule,
    allowsNetworks: NOTIFY_ALLOW.networks.length > 0,
    hasMail: mailServer !== null,
    publicUrl: PUBLIC_URL,
    start: ({ database, log, undo }) => {
      const followed = followOutbox(database);
      undo.add(() => followed.stop());
      if (box) {
        const sending = { box, posting: { rule }, mailServer, now: Date.now };
        const options = { ...sending, database, paceOf, claimForMs: CLAIM_FOR_MS, events: eventsIn(log) };
        const stopping = new AbortController();
        const running = runOutbox(options, stopping.signal);
        undo.add(async () => {
          stopping.abort();
          await running;
        });
      }
      return followed.gauges;
    },
  };
}

/** Null where several processes share a database and nobody has given them a key to share. */
async function openBox(settings: Settings): Promise<SecretBox | null> {
  const { NOTIFY_KEY_FILE, KUBECENT_ROLE } = settings;
  if (NOTIFY_KEY_FILE === undefined && KUBECENT_ROLE !== "all") return null;
  return createSecretBox(
    await readKeyFile({
      setting: "NOTIFY_KEY_FILE",
      configured: NOTIFY_KEY_FILE ?? null,
      ownFile: path.join(dataFolder(settings), "notify-key"),
    }),
  );
}

function eventsIn(log: Log): OutboxEvents {
  return {
    onTried: ({ channel, rows }, { isReached, error, status }, { state }) => {
      const fields = { channel_id: channel.channelId, channel_kind: channel.kind, rows: rows.length, status };
      if (isReached) return log.info("notification.sent", fields);
      const attempts = rows[0].attempts;
      log.warn("notification.failed", { ...fields, attempts, delivery_state: state, error });
    },
    onFailure: (error) => log.warn("notification.outbox_failed", { error: errorMessage(error) }),
  };
}
