import type { ChannelRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { useChange } from "../../../data/use-change.ts";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { PageDialog } from "../../../dialogs/page-dialog.tsx";
import { SigningSecret } from "./signing-secret.tsx";

/** Makes a new secret for a webhook. For a day both are good. */
export function RotateSecret({
  channel,
  onClose,
}: {
  channel: ChannelRow;
  onClose: () => void;
}): ReactElement {
  const rotate = useChange({
    make: ({ alerts }, input: { id: string }) => alerts.channels.rotate.mutate(input),
    touches: ["alerts.channels."],
    isSecret: true,
  });
  const secret = rotate.data?.signingSecret;
  if (secret)
    return (
      <PageDialog title={`The new secret of ${channel.name}`} onClose={onClose}>
        <SigningSecret secret={secret} onClose={onClose} />
      </PageDialog>
    );
  return (
    <FormDialog
      title={`A new secret for ${channel.name}?`}
      action="Make it"
      change={rotate}
      onSubmit={() => rotate.mutate({ id: channel.id })}
      onClose={onClose}
    >
      <p>For 24 hours messages are signed with the old one and the new one, and either is enough.</p>
    </FormDialog>
  );
}
