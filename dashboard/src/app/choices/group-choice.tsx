import type { AggregateKey } from "@kubecent/shared";
import { type ReactElement, useId } from "react";
import { useGo, useView } from "../../url/use-view.ts";
import type { Screen } from "../../url/view.ts";
import { QUERY_KEYS } from "../../url/query-keys.ts";

const GROUPS: readonly (readonly [AggregateKey, string])[] = [
  ["cluster", "Cluster"],
  ["namespace", "Namespace"],
  ["controller", "Workload"],
  ["pod", "Pod"],
  ["container", "Container"],
  ["node", "Node"],
];
const LABEL = "label:";
/** Screens that do not follow the levels of the cluster: what their rows are where nothing is chosen. */
const USUAL: ReadonlyMap<Screen, AggregateKey> = new Map([["changes", "namespace"]]);

/** What the rows are told apart by: the next level, another one, or a label. The scope stays. */
export function GroupChoice(): ReactElement {
  const { by, screen } = useView();
  const go = useGo();
  const id = useId();
  const isLabel = by?.startsWith(LABEL) ?? false;
  const usual = USUAL.get(screen);
  return (
    <>
      <label>
        <span className="hidden">Group by</span>
        <select
          value={isLabel ? LABEL : by === null || by === usual ? "" : by}
          onChange={({ target: { value } }) => {
            if (value !== LABEL) go({ by: GROUPS.find(([key]) => key === value)?.[0] ?? null });
            else go({ by: "label:app_kubernetes_io_name" });
          }}
        >
          <option value="">By {usual ?? "the next level"}</option>
          {GROUPS.filter(([key]) => key !== usual).map(([key, name]) => (
            <option key={key} value={key}>
              By {name.toLowerCase()}
            </option>
          ))}
          <option value={LABEL}>By label …</option>
        </select>
      </label>
      {isLabel && (
        <form
          className="label-form"
          onSubmit={(event) => {
            event.preventDefault();
            const named = new FormData(event.currentTarget).get("label");
            const key = QUERY_KEYS.by.read(`${LABEL}${typeof named === "string" ? named.trim() : ""}`);
            if (key) go({ by: key });
          }}
        >
          <label htmlFor={id} className="hidden">
            Label, as Prometheus writes it
          </label>
          <input
            id={id}
            name="label"
            key={by}
            defaultValue={by?.slice(LABEL.length)}
            pattern="[a-zA-Z0-9_]+"
            required
            spellCheck={false}
            placeholder="app_kubernetes_io_name"
          />
          <button type="submit">Group</button>
        </form>
      )}
    </>
  );
}
