import type { ReactElement } from "react";
import { useWindowFacts } from "../data/shown-window.ts";
import { seenShare } from "../format/share.ts";
import { useReader } from "../format/use-reader.ts";
import { useHref, useView } from "../url/use-view.ts";

/** How much of the window was seen; leads to where that is shown hour by hour. */
export function CoverageChip(): ReactElement {
  const view = useView();
  const href = useHref();
  const { locale } = useReader();
  const { facts, isOld } = useWindowFacts();
  const target = href({ screen: "trust", scope: view.scope });
  if (!facts)
    return (
      <a className="coverage-chip" href={target} data-seen="unknown">
        coverage: –
      </a>
    );
  const { ratio, gaps } = facts.coverage;
  const words = `${seenShare(ratio, locale)} seen${gaps.length > 0 ? `, ${gaps.length} ${gaps.length === 1 ? "gap" : "gaps"}` : ""}`;
  return (
    <a
      className="coverage-chip"
      href={target}
      data-seen={ratio >= 1 ? "all" : "part"}
      data-old={isOld || undefined}
    >
      {words}
    </a>
  );
}
