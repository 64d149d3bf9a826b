import type { NotificationSeverity } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";

/** A text that may be long; its end is in its title. */
export function CellText({ text }: { text: string }): ReactElement {
  return (
    <span className="cell-text" title={text}>
      <bdi>{text}</bdi>
    </span>
  );
}

export function SeverityBadge({ severity }: { severity: NotificationSeverity }): ReactElement {
  const kind = severity === "critical" ? "bad" : severity === "warning" ? "warn" : undefined;
  return (
    <span className="badge" data-kind={kind}>
      {severity}
    </span>
  );
}

/** An instant, or a dash with its reason. */
export function MomentCell({ at, reason }: { at: string | null; reason: string }): ReactElement {
  return at === null ? <span title={reason}>–</span> : <Moment at={Date.parse(at)} />;
}

/** Labels as people write them: "kind=budget, namespace=shop". */
export function pairsInWords(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

interface CellButtonProps {
  text: string;
  /** Of what, for those who do not see the row. */
  of: string;
  isDisabled?: boolean | undefined;
  onPress: () => void;
}

/** A button in a row. */
export function CellButton({ text, of, isDisabled, onPress }: CellButtonProps): ReactElement {
  return (
    <button type="button" className="link" disabled={isDisabled} onClick={onPress}>
      {text}
      <span className="hidden"> {of}</span>
    </button>
  );
}
