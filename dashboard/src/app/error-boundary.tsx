import { Component, type ReactNode } from "react";
import { renewLateParts } from "../states/late-part.ts";
import { TroubleFacts } from "../states/trouble-box.tsx";
import { type Trouble, troubleOf } from "../states/trouble.ts";

interface ErrorBoundaryProps {
  children: ReactNode;
}

/** A fault of the page itself costs one screen, not the frame around it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { trouble: Trouble | null }> {
  override state: { trouble: Trouble | null } = { trouble: null };

  static getDerivedStateFromError(error: unknown): { trouble: Trouble } {
    return { trouble: troubleOf(error) };
  }

  override componentDidCatch(): void {
    renewLateParts();
  }

  override render(): ReactNode {
    const { trouble } = this.state;
    if (!trouble) return this.props.children;
    return (
      <section className="state-box" role="alert" data-kind="failed">
        <h2>This screen failed</h2>
        <TroubleFacts trouble={trouble} />
        <button type="button" onClick={() => this.setState({ trouble: null })}>
          Draw it again
        </button>
      </section>
    );
  }
}
