import type { ReactElement } from "react";
import type { Asked } from "./asked.ts";
import { Countdown } from "./countdown.tsx";
import { NoRight } from "./no-right.tsx";
import type { Trouble } from "./trouble.ts";

/** Stands where the content would: what went wrong, how to find it in the log, and how to try again. */
export function TroubleBox({ asked }: { asked: Asked<unknown> }): ReactElement | null {
  const { state, retry } = asked;
  if (state.kind === "ready" || state.kind === "loading") return null;
  if (state.kind === "offline") return <Offline retry={retry} />;
  if (state.trouble.kind === "no-right") return <NoRight detail={state.trouble.detail} />;
  return (
    <section className="state-box" role="alert" data-kind={state.kind}>
      <h2>{state.trouble.title}</h2>
      <TroubleFacts trouble={state.trouble} />
      {state.kind === "waiting" && (
        <p>
          <Countdown until={state.until} />
        </p>
      )}
      <button type="button" onClick={retry}>
        Try again now
      </button>
    </section>
  );
}

/** What the service said, and the ids by which its log has it. */
export function TroubleFacts({ trouble }: { trouble: Trouble }): ReactElement {
  const { detail, status, code, requestId, errorId } = trouble;
  const facts = [
    ["Status", status],
    ["Code", code],
    ["Request", requestId],
    ["Error", errorId],
  ] as const;
  return (
    <>
      <p>{detail}</p>
      <dl className="trouble-facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ),
        )}
      </dl>
    </>
  );
}

function Offline({ retry }: { retry: () => void }): ReactElement {
  return (
    <section className="state-box" role="alert" data-kind="offline">
      <h2>You are offline</h2>
      <p>This browser has no network. The question is asked as soon as it has one.</p>
      <button type="button" onClick={retry}>
        Try again now
      </button>
    </section>
  );
}
