import type { ReactElement } from "react";
import { SessionGate } from "../session/session-gate.tsx";
import { ShownAddress } from "../url/shown-address.tsx";
import { Frame } from "./frame.tsx";
import { Queries } from "./queries.tsx";

/** The whole page. */
export function App(): ReactElement {
  return (
    <ShownAddress>
      <SessionGate>
        <Queries>
          <Frame />
        </Queries>
      </SessionGate>
    </ShownAddress>
  );
}
