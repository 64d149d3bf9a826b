import type { AssetRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { useHref } from "../../url/use-view.ts";
import type { ViewScope } from "../../url/view.ts";
import type { PricedAsset } from "./asset-rows.ts";

const REACHES: Readonly<Record<string, string>> = {
  internet: "to the internet",
  region: "to other regions",
  zone: "to other zones",
};

/** What an asset is called, whether anybody uses it. A node leads to what ran on it. */
export function AssetName({ asset: { row, warning } }: { asset: PricedAsset }): ReactElement {
  const href = useHref();
  const { kind, cluster, name } = row;
  const text = <bdi>{kind === "network" ? (REACHES[name] ?? name) : name}</bdi>;
  return (
    <span title={row.providerId === "" ? row.name : row.providerId}>
      {warning !== null && (
        <>
          <span className="badge" data-kind="warn" title={WARNINGS[warning]}>
            {warning}
          </span>{" "}
        </>
      )}
      {kind === "node" ? (
        <a href={href({ screen: "explore", scope: { cluster, node: name } })}>{text}</a>
      ) : (
        text
      )}
    </span>
  );
}

const WARNINGS = {
  unmounted: "No pod had it mounted in this window",
  "mounted in part": "No pod had it mounted in a part of this window",
  "nothing behind it": "No container ran in its namespace in this window",
} as const;

/** Leads to whoever has it. */
export function UsedBy({ row }: { row: AssetRow }): ReactElement {
  const href = useHref();
  const scope = scopeOf(row);
  if (!scope) return <span title="All of the cluster">the cluster</span>;
  return (
    <a href={href({ screen: "explore", scope })}>
      <bdi>{row.namespace}</bdi>
    </a>
  );
}

function scopeOf({ kind, cluster, namespace, name }: AssetRow): ViewScope | null {
  if (namespace === "") return null;
  return kind === "loadBalancer"
    ? { cluster, namespace, controllerKind: "Service", controller: name }
    : { cluster, namespace };
}
