import type { ReactElement } from "react";
import { share } from "../format/share.ts";
import { useReader } from "../format/use-reader.ts";

/** A share as a number and as a bar. */
export function ShareBar({ ratio }: { ratio: number | null }): ReactElement {
  const { locale } = useReader();
  if (ratio === null) return <span title="There is no whole to be a share of">–</span>;
  const width = `${Math.min(100, Math.max(0, ratio * 100))}%`;
  return (
    <span className="share">
      <span className="share-track" aria-hidden="true">
        <span className="share-bar" style={{ inlineSize: width }} />
      </span>
      {share(ratio, locale)}
    </span>
  );
}
