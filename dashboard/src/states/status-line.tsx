import type { ReactElement } from "react";
import { Moment } from "../format/moment.tsx";
import type { Asked } from "./asked.ts";
import { Countdown } from "./countdown.tsx";

/** What is wrong with numbers that are shown all the same: they are of an earlier moment. */
export function StatusLine({ asked }: { asked: Asked<unknown> }): ReactElement | null {
  const { state, answeredAt, retry } = asked;
  if (state.kind === "ready" || state.kind === "loading") return null;
  return (
    <output className="status-line">
      <strong>{state.kind === "offline" ? "You are offline" : state.trouble.title}.</strong>{" "}
      {answeredAt !== undefined && (
        <>
          These numbers are of <Moment at={answeredAt} />.
        </>
      )}{" "}
      {state.kind === "waiting" && <Countdown until={state.until} />}{" "}
      {state.kind === "failed" && state.trouble.requestId !== undefined && (
        <>
          Request <code>{state.trouble.requestId}</code>.
        </>
      )}{" "}
      <button type="button" className="link" onClick={retry}>
        Try again
      </button>
    </output>
  );
}
