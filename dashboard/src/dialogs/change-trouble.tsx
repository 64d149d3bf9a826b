import type { ReactElement } from "react";
import { troubleOf } from "../states/trouble.ts";
import { TroubleFacts } from "../states/trouble-box.tsx";

/** Why a change was not made. */
export function ChangeTrouble({ error }: { error: Error }): ReactElement {
  const trouble = troubleOf(error);
  return (
    <section className="change-trouble" role="alert">
      <strong>{trouble.title}</strong>
      <TroubleFacts trouble={trouble} />
    </section>
  );
}
