import type { ChannelRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { CHANNELS } from "../../../data/watch-questions.ts";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useExportable } from "../../../export/exportable.ts";
import { useMay } from "../../../session/signed-in.tsx";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { useHref } from "../../../url/use-view.ts";
import { useMayEdit } from "../may-edit.ts";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { channelColumns } from "./channel-columns.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { RotateSecret } from "./rotate-secret.tsx";

const TOUCHES = ["alerts.channels.", "alerts.deliveries."];

interface Opened {
  what: "delete" | "rotate";
  channel: ChannelRow;
}

/** Where messages go. A test sends one now; what becomes of it stands under Deliveries. */
export default function ChannelsTab(): ReactElement {
  const channels = useQuestion(CHANNELS);
  const mayMake = useMay("alert:edit");
  const mayEdit = useMayEdit();
  const href = useHref();
  const [isMaking, setMaking] = useState(false);
  const [open, setOpen] = useState<Opened | null>(null);
  const test = useChange({
    make: ({ alerts }, { id }: ChannelRow) => alerts.channels.test.mutate({ id }),
    touches: TOUCHES,
  });
  const turn = useChange({
    make: ({ alerts }, { id, enabled }: ChannelRow) =>
      alerts.channels.update.mutate({ id, enabled: !enabled }),
    touches: TOUCHES,
  });
  useExportable({ procedure: "alerts.channels.list", input: {}, isWhole: true });
  const rows = channels.answer?.rows ?? [];
  const columns = channelColumns({
    all: rows,
    mayEdit,
    onTest: (channel) => test.mutate(channel),
    onTurn: turn.isPending ? null : (channel) => turn.mutate(channel),
    onOpen: (what, channel) => setOpen({ what, channel }),
  });
  const close = (): void => setOpen(null);
  const error = test.error ?? turn.error;
  return (
    <>
      <div className="toolbar">
        {mayMake && (
          <button type="button" className="primary" onClick={() => setMaking(true)}>
            New channel
          </button>
        )}
        <output>
          {test.isSuccess && (
            <>
              A test to <bdi>{test.variables.name}</bdi> is on its way:{" "}
              <a href={href({ tab: "deliveries" })}>what becomes of it</a>
            </>
          )}
        </output>
      </div>
      {error && <ChangeTrouble error={error} />}
      <ScreenStates asked={[channels]}>
        <PanelTable
          caption="Channels"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          sort="name"
          names={["channel", "channels"]}
          none={
            <NothingKept title="There is no channel yet">
              A channel is where budgets and alerts are told: a chat, a pager, an Alertmanager, a mailbox, a
              webhook.
            </NothingKept>
          }
        />
      </ScreenStates>
      {isMaking && <ChannelForm all={rows} onClose={() => setMaking(false)} />}
      {open?.what === "delete" && <DeleteChannel channel={open.channel} onClose={close} />}
      {open?.what === "rotate" && <RotateSecret channel={open.channel} onClose={close} />}
    </>
  );
}

function DeleteChannel({ channel, onClose }: { channel: ChannelRow; onClose: () => void }): ReactElement {
  const remove = useChange({
    make: ({ alerts }, input: { id: string }) => alerts.channels.delete.mutate(input),
    touches: TOUCHES,
  });
  return (
    <FormDialog
      title={`Delete ${channel.name}?`}
      action="Delete"
      isDanger
      change={remove}
      onSubmit={() => remove.mutate({ id: channel.id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>What waits for it is not sent any more, and budgets and rules that name it tell nobody there.</p>
    </FormDialog>
  );
}
