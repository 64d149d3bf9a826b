import type { ChannelCreateInput, ChannelKind, ChannelRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { ChoiceField, TextField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { PageDialog } from "../../../dialogs/page-dialog.tsx";
import { channelKindInWords } from "./channel-columns.tsx";
import { CHANNEL_KINDS, readChannelFields } from "./channel-fields.ts";
import { SigningSecret } from "./signing-secret.tsx";

/** Makes a channel; of a webhook, its secret is shown once. */
export function ChannelForm({
  all,
  onClose,
}: {
  all: readonly ChannelRow[];
  onClose: () => void;
}): ReactElement {
  const [kind, setKind] = useState<ChannelKind>("slack");
  const create = useChange({
    make: ({ alerts }, input: ChannelCreateInput) => alerts.channels.create.mutate(input),
    touches: ["alerts.channels."],
    isSecret: true,
  });
  const secret = create.data?.signingSecret;
  if (secret)
    return (
      <PageDialog title="Copy the secret now" onClose={onClose}>
        <SigningSecret secret={secret} onClose={onClose} />
      </PageDialog>
    );
  return (
    <FormDialog
      title="New channel"
      action="Make it"
      change={create}
      onSubmit={(fields) =>
        create.mutate(readChannelFields(fields, kind), {
          onSuccess: ({ signingSecret }) => signingSecret ?? onClose(),
        })
      }
      onClose={onClose}
    >
      <TextField label="Name" name="name" required maxLength={200} />
      <ChoiceField
        label="Kind"
        name="kind"
        defaultValue={kind}
        options={CHANNEL_KINDS.map((each) => [each, channelKindInWords(each)])}
        onChange={(value) => setKind(CHANNEL_KINDS.find((each) => each === value) ?? "slack")}
      />
      <TargetFields kind={kind} />
      <ChoiceField
        label="Instead of it"
        name="fallback"
        options={[["", "nowhere"], ...all.map(({ id, name }) => [id, name] as const)]}
      />
    </FormDialog>
  );
}

/** What a kind of channel needs. Secrets are written, and never shown again. */
function TargetFields({ kind }: { kind: ChannelKind }): ReactElement {
  if (kind === "email")
    return <TextField label="Addresses" name="to" required help="Up to 50, with commas: team@example.com" />;
  if (kind === "pagerduty")
    return <TextField key={kind} label="Routing key" name="routingKey" required maxLength={200} />;
  return (
    <>
      <TextField
        key={kind}
        label="Address"
        name="url"
        type="url"
        required
        maxLength={2_000}
        placeholder="https://"
        help={
          kind === "alertmanager"
            ? "Of the Alertmanager, without /api/v2/alerts."
            : "It is kept encrypted, and not shown again."
        }
      />
      {kind === "alertmanager" && <TextField label="Bearer token" name="bearerToken" type="password" />}
    </>
  );
}
