import { type ReactElement, useEffect, useState } from "react";

const SECOND_MS = 1_000;

/** Counts the seconds down until the service is asked again. Readers of the screen hear it once, not each second. */
export function Countdown({ until }: { until: number }): ReactElement {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / SECOND_MS));
  return (
    <span aria-live="off">
      {seconds > 0 ? `It is asked again in ${seconds} s.` : "It is being asked again."}
    </span>
  );
}
