import type { AnswerWindow, Coverage } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { Moment } from "../format/moment.tsx";
import { seenShare } from "../format/share.ts";
import { useReader } from "../format/use-reader.ts";
import { gapInWords } from "./gap-in-words.ts";

interface CoverageNoteProps {
  window: AnswerWindow;
  coverage: Coverage;
}

const MOST_GAPS = 3;

/** What the window lacks: hours that nobody saw, and why, and hours that are still running. Nothing where it lacks none. */
export function CoverageNote({ window, coverage }: CoverageNoteProps): ReactElement | null {
  const { ratio, gaps } = coverage;
  const { locale } = useReader();
  const more = gaps.length - MOST_GAPS;
  if (ratio >= 1 && !window.pending) return null;
  return (
    <div className="coverage-note" role="note">
      {ratio < 1 && (
        <p data-kind="gap">
          {seenShare(ratio, locale)} of this window was seen. What stood in the rest is unknown, not free.
          {gaps.slice(0, MOST_GAPS).map((gap) => (
            <span key={`${gap.cluster} ${gap.start}`} className="coverage-gap">
              {gapInWords(gap)} (<Moment at={Date.parse(gap.start)} /> to <Moment at={Date.parse(gap.end)} />)
            </span>
          ))}
          {more > 0 && <span className="coverage-gap">and {more} more gaps</span>}
        </p>
      )}
      {window.pending && (
        <p data-kind="partial">
          Hours from <Moment at={Date.parse(window.pending.start)} /> on are not complete yet: they have no
          cost here.
        </p>
      )}
    </div>
  );
}
