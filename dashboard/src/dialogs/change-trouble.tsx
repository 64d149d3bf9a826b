import type { ReactElement } from "react";
import { troubleOf } from "../states/trouble.ts";
import { TroubleFacts } from "../states/trouble-box.tsx";

/** Why a change was not made. */
export function ChangeTrouble({ error }: { error: Error }): ReactElement {
  const trouble = troubleOf(error);
  return (
    <section className="change-trouble" role="alert">
      <h3>{trouble.title}</h3>
      <TroubleFacts trouble={trouble} />
    </section>
  );
}
