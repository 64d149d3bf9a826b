import type { ReactElement } from "react";
import { SessionGate } from "../session/session-gate.tsx";

/** The whole page. */
export function App(): ReactElement {
  return (
    <SessionGate>
      <h1>KubeCent</h1>
    </SessionGate>
  );
}
