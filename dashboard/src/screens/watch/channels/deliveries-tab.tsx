import type { DeliveryState } from "@kubecent/shared";
import { type ReactElement, useId, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { CHANNELS, deliveries } from "../../../data/watch-questions.ts";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { useExportable } from "../../../export/exportable.ts";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { useMayEdit } from "../may-edit.ts";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { DELIVERY_STATES_IN_WORDS, deliveryColumns } from "./delivery-columns.tsx";

const PAGE_ROWS = 200;
const STATES: readonly DeliveryState[] = ["queued", "standing", "sent", "dead", "superseded"];

/** Messages on their way to channels, newest first: what became of each, and how to send a dead one once more. */
export default function DeliveriesTab(): ReactElement {
  const [state, setState] = useState<DeliveryState>();
  const [before, setBefore] = useState<string>();
  const input = { limit: PAGE_ROWS, ...(state && { state }), ...(before !== undefined && { before }) };
  const sent = useQuestion(deliveries(input));
  const channels = useQuestion(CHANNELS);
  const mayEdit = useMayEdit();
  const replay = useChange({
    make: ({ alerts }, asked: { id: string }) => alerts.deliveries.replay.mutate(asked),
    touches: ["alerts.deliveries."],
  });
  useExportable({ procedure: "alerts.deliveries.list", input, isWhole: true });
  const rows = sent.answer?.rows ?? [];
  const known = channels.answer?.rows ?? [];
  const columns = deliveryColumns({
    channelName: (id) => known.find((channel) => channel.id === id)?.name ?? "a channel that is gone",
    mayReplay: ({ channelId }) => known.some(({ id, scope }) => id === channelId && mayEdit(scope)),
    onReplay: replay.isPending ? null : ({ id }) => replay.mutate({ id }),
  });
  return (
    <>
      <div className="toolbar">
        <StateChoice
          state={state}
          onChoose={(next) => {
            setState(next);
            setBefore(undefined);
          }}
        />
        {before !== undefined && (
          <button type="button" onClick={() => setBefore(undefined)}>
            Newest
          </button>
        )}
        {sent.answer?.nextBefore && (
          <button type="button" onClick={() => setBefore(sent.answer?.nextBefore ?? undefined)}>
            Older
          </button>
        )}
      </div>
      {replay.error && <ChangeTrouble error={replay.error} />}
      <ScreenStates asked={[sent, channels]}>
        <PanelTable
          caption="Messages to channels"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          sort="-created"
          names={["message", "messages"]}
          none={
            <NothingKept title="No message is like that">
              Messages stand here once a rule, a budget or a test has sent one.
            </NothingKept>
          }
        />
      </ScreenStates>
    </>
  );
}

interface StateChoiceProps {
  state: DeliveryState | undefined;
  onChoose: (state: DeliveryState | undefined) => void;
}

function StateChoice({ state, onChoose }: StateChoiceProps): ReactElement {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>What became of it</label>
      <select
        id={id}
        value={state ?? ""}
        onChange={({ target }) => onChoose(STATES.find((each) => each === target.value))}
      >
        <option value="">All</option>
        {STATES.map((each) => (
          <option key={each} value={each}>
            {DELIVERY_STATES_IN_WORDS[each]}
          </option>
        ))}
      </select>
    </>
  );
}
