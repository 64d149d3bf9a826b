import type { AlertRouteInput, AlertRouteRow, ChannelRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { numberOf, pairsOf, textOf, tickedOf } from "../../../dialogs/field-values.ts";
import { TextField, TicksField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useMay } from "../../../session/signed-in.tsx";
import type { Column } from "../../../table/column.ts";
import { CellButton, CellText, pairsInWords } from "../cells.tsx";
import { useMayEdit } from "../may-edit.ts";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { namesOfChannels } from "./rules-list.tsx";

interface RoutesListProps {
  routes: readonly AlertRouteRow[];
  channels: readonly ChannelRow[];
}

type Opened = { what: "new" } | { what: "change" | "delete"; route: AlertRouteRow };

/** The routes, in the order in which they take alerts. */
export function RoutesList({ routes, channels }: RoutesListProps): ReactElement {
  const mayMake = useMay("alert:edit");
  const mayEdit = useMayEdit();
  const [open, setOpen] = useState<Opened | null>(null);
  const close = (): void => setOpen(null);
  const columns = routeColumns(channels, (route) =>
    mayEdit(route.scope) ? (
      <span className="cell-actions">
        <CellButton text="Change" of={route.name} onPress={() => setOpen({ what: "change", route })} />
        <CellButton text="Delete" of={route.name} onPress={() => setOpen({ what: "delete", route })} />
      </span>
    ) : (
      "–"
    ),
  );
  return (
    <>
      {mayMake && (
        <div className="toolbar">
          <button type="button" onClick={() => setOpen({ what: "new" })}>
            New route
          </button>
        </div>
      )}
      <PanelTable
        caption="Routes of alerts"
        columns={columns}
        rows={routes}
        rowKey={({ id }) => id}
        sort="position"
        isSecond
        names={["route", "routes"]}
        none={
          <NothingKept title="There is no route yet">
            Without one, alerts of rules that name no channel are shown here and told to nobody.
          </NothingKept>
        }
      />
      {open?.what === "new" && <RouteForm route={null} channels={channels} onClose={close} />}
      {open?.what === "change" && <RouteForm route={open.route} channels={channels} onClose={close} />}
      {open?.what === "delete" && <DeleteRoute route={open.route} onClose={close} />}
    </>
  );
}

function routeColumns(
  channels: readonly ChannelRow[],
  actions: (route: AlertRouteRow) => ReactElement | string,
): readonly Column<AlertRouteRow>[] {
  return [
    {
      key: "name",
      name: "Route",
      cell: ({ name }) => <bdi>{name}</bdi>,
      compare: (one, other) => one.name.localeCompare(other.name),
    },
    {
      key: "position",
      name: "Place",
      cell: ({ position }) => position,
      compare: (one, other) => one.position - other.position,
      isNumber: true,
    },
    {
      key: "match",
      name: "Alerts with",
      cell: ({ match }) => <CellText text={pairsInWords(match) || "any labels"} />,
    },
    {
      key: "channels",
      name: "Go to",
      cell: ({ channels: ids }) => <CellText text={namesOfChannels(ids, channels)} />,
    },
    {
      key: "group",
      name: "Told together by",
      cell: ({ groupBy }) => <CellText text={groupBy.join(", ") || "–"} />,
    },
    { key: "actions", name: "Do", cell: actions },
  ];
}

interface RouteDialogProps {
  route: AlertRouteRow | null;
  channels: readonly ChannelRow[];
  onClose: () => void;
}

function RouteForm({ route, channels, onClose }: RouteDialogProps): ReactElement {
  const set = useChange({
    make: ({ alerts }, input: AlertRouteInput) => alerts.routes.set.mutate(input),
    touches: ["alerts.routes."],
  });
  const read = (fields: FormData): AlertRouteInput => {
    const position = numberOf(fields, "position");
    return {
      name: route?.name ?? textOf(fields, "name"),
      ...(route && { scope: route.scope, groupBy: route.groupBy }),
      match: pairsOf(fields, "match"),
      ...(position !== undefined && { position }),
      channels: tickedOf(fields, "channels"),
    };
  };
  return (
    <FormDialog
      title={route ? `Change ${route.name}` : "New route"}
      action={route ? "Change it" : "Make it"}
      change={set}
      onSubmit={(fields) => set.mutate(read(fields), { onSuccess: onClose })}
      onClose={onClose}
    >
      {route === null && <TextField label="Name" name="name" required maxLength={200} />}
      <TextField
        label="Alerts with"
        name="match"
        placeholder="any labels"
        defaultValue={route ? pairsInWords(route.match) : undefined}
        help="Labels with commas, such as: severity=critical, namespace=shop-*"
      />
      <TextField
        label="Place"
        name="position"
        inputMode="numeric"
        placeholder="100"
        defaultValue={route?.position}
      />
      <TicksField
        label="Go to"
        name="channels"
        options={channels.map(({ id, name }) => [id, name])}
        ticked={route?.channels}
        none="There is no channel yet: make one first."
      />
    </FormDialog>
  );
}

function DeleteRoute({ route, onClose }: { route: AlertRouteRow; onClose: () => void }): ReactElement {
  const remove = useChange({
    make: ({ alerts }, input: { id: string }) => alerts.routes.delete.mutate(input),
    touches: ["alerts.routes."],
  });
  return (
    <FormDialog
      title={`Delete ${route.name}?`}
      action="Delete"
      isDanger
      change={remove}
      onSubmit={() => remove.mutate({ id: route.id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>Alerts that it took go by the other routes, or nowhere.</p>
    </FormDialog>
  );
}
