import type { ReactElement, ReactNode } from "react";
import "./panels.css";

interface BigNumberProps {
  /** What the number is. */
  name: string;
  /** The number itself. */
  children: ReactNode;
  /** What stands below it: a share, a pace, how it comes about. */
  notes?: readonly ReactNode[] | undefined;
  /** It is not known yet: what is handed in keeps its room, and is not seen. */
  isWaiting?: boolean | undefined;
}

/** One number that a screen is about. */
export function BigNumber({ name, children, notes, isWaiting = false }: BigNumberProps): ReactElement {
  return (
    <div className="big-number" aria-busy={isWaiting || undefined}>
      <dt>{name}</dt>
      <dd className="big-number-value">{children}</dd>
      {notes?.map((note, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- notes have no other name, and do not move
        <dd key={index} className="big-number-note">
          {note}
        </dd>
      ))}
    </div>
  );
}

/** Numbers side by side. */
export function BigNumbers({ children }: { children: ReactNode }): ReactElement {
  return <dl className="big-numbers">{children}</dl>;
}
