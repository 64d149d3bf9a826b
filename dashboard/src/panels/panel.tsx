import { type ReactElement, type ReactNode, useId } from "react";
import "./panels.css";

interface PanelProps {
  title: string;
  /** A line below the title: how the figures come about. */
  note?: ReactNode;
  children: ReactNode;
}

/** A part of a screen with a name of its own. */
export function Panel({ title, note, children }: PanelProps): ReactElement {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note !== undefined && <p className="panel-note">{note}</p>}
      {children}
    </section>
  );
}
