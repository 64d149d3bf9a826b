import type { ReactElement } from "react";

/** The whole page. */
export function App(): ReactElement {
  return <h1>KubeCent</h1>;
}
