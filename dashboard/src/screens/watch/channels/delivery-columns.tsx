import type { DeliveryRow, DeliveryState } from "@kubecent/shared";
import { Moment } from "../../../format/moment.tsx";
import type { Column } from "../../../table/column.ts";
import { CellButton, CellText, MomentCell } from "../cells.tsx";

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
function deliveryFault({ lastError, lastStatus }: DeliveryRow): string {
  if (lastError === null) return "–";
  const words = FAULTS.get(lastError) ?? lastError.replaceAll("_", " ");
  return lastStatus === null || words.includes(String(lastStatus)) ? words : `${words} (${lastStatus})`;
}

interface DeliveryColumnsOf {
  channelName: (id: string) => string;
  mayReplay: (row: DeliveryRow) => boolean;
  /** Null while one is being sent. */
  onReplay: ((row: DeliveryRow) => void) | null;
}

/** What is told of a message on its way. */
export function deliveryColumns({
  channelName,
  mayReplay,
  onReplay,
}: DeliveryColumnsOf): readonly Column<DeliveryRow>[] {
  return [
    {
      key: "title",
      name: "Message",
      cell: ({ message }) => <CellText text={message.title} />,
      compare: (one, other) => one.message.title.localeCompare(other.message.title),
    },
    {
      key: "channel",
      name: "To",
      cell: ({ channelId }) => <bdi>{channelName(channelId)}</bdi>,
      compare: (one, other) => channelName(one.channelId).localeCompare(channelName(other.channelId)),
    },
    {
      key: "created",
      name: "Since",
      cell: ({ createdAt }) => <Moment at={Date.parse(createdAt)} />,
      compare: (one, other) => one.createdAt.localeCompare(other.createdAt),
    },
    {
      key: "state",
      name: "What became of it",
      cell: ({ state }) => (
        <span className="badge" data-kind={state === "dead" ? "bad" : undefined}>
          {DELIVERY_STATES_IN_WORDS[state]}
        </span>
      ),
      compare: (one, other) => one.state.localeCompare(other.state),
    },
    {
      key: "attempts",
      name: "Tries",
      cell: ({ attempts }) => attempts,
      compare: (one, other) => one.attempts - other.attempts,
      isNumber: true,
    },
    { key: "error", name: "Last failure", cell: (row) => <CellText text={deliveryFault(row)} /> },
    {
      key: "sent",
      name: "Sent",
      cell: ({ sentAt }) => <MomentCell at={sentAt} reason="It was not sent" />,
      compare: (one, other) => (one.sentAt ?? "").localeCompare(other.sentAt ?? ""),
    },
    {
      key: "due",
      name: "Tried next",
      cell: ({ dueAt }) => <MomentCell at={dueAt} reason="It is not tried again" />,
    },
    {
      key: "replay",
      name: "Once more",
      cell: (row) =>
        row.state === "dead" && mayReplay(row) ? (
          <CellButton
            text="Send again"
            of={row.message.title}
            isDisabled={onReplay === null}
            onPress={() => onReplay?.(row)}
          />
        ) : (
          "–"
        ),
    },
  ];
}
