import type { ReactElement } from "react";
import { useCaller } from "../session/signed-in.tsx";
import { scopeInWords } from "./scope-in-words.ts";

/** The caller may not see this: what they may see instead. */
export function NoRight({ detail }: { detail?: string | undefined }): ReactElement {
  const { caller, role, scope } = useCaller();
  return (
    <section className="state-box" data-kind="no-right">
      <h2>Your token does not show this</h2>
      <p>
        You are signed in as <bdi>{caller}</bdi> ({role}). You may see {scopeInWords(scope)}.
      </p>
      {detail !== undefined && detail !== "" && <p className="state-detail">{detail}</p>}
    </section>
  );
}
