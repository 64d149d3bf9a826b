import type { AdvisedChange } from "@kubecent/shared";
import type { ReactElement } from "react";
import { bytes, cores } from "../../../format/quantities.ts";
import { useReader } from "../../../format/use-reader.ts";

type SizeChange = Extract<AdvisedChange, { to: "size" }>;

/** Requests and limits as they are, and as they are advised. */
export function SizeTable({ change: { now, advised } }: { change: SizeChange }): ReactElement {
  const { locale } = useReader();
  const limits = now.limits === "unknown" ? undefined : now.limits;
  const cpu = (amount: number | null | undefined): string =>
    amountOr(amount, (known) => cores(known, locale));
  const ram = (amount: number | null | undefined): string =>
    amountOr(amount, (known) => bytes(known, locale));
  const rows = [
    ["CPU request", cpu(now.requests.cpuCores), cpu(advised.requests.cpuCores)],
    ["CPU limit", cpu(limits && limits.cpuCores), cpu(advised.limits.cpuCores)],
    ["Memory request", ram(now.requests.ramBytes), ram(advised.requests.ramBytes)],
    ["Memory limit", ram(limits && limits.ramBytes), ram(advised.limits.ramBytes)],
  ] as const;
  return (
    <table className="size-table">
      <thead>
        <tr>
          <th scope="col">Resource</th>
          <th scope="col">Now</th>
          <th scope="col">Advised</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, before, after]) => (
          <tr key={name} data-same={before === after || undefined}>
            <th scope="row">{name}</th>
            <td>{before}</td>
            <td>{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Null is "has none"; undefined is "nobody has told". */
function amountOr(amount: number | null | undefined, write: (known: number) => string): string {
  if (amount === undefined) return "not known";
  return amount === null ? "none" : write(amount);
}
