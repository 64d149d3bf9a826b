import type { AnswerWindow, Coverage } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { seenShare } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";

interface NothingBeforeProps {
  before: { window: AnswerWindow; coverage: Coverage };
}

/** The window before was not seen whole: how far it can be compared with. */
export function NothingBefore({ before }: NothingBeforeProps): ReactElement {
  const { locale } = useReader();
  const { ratio } = before.coverage;
  return (
    <div className="coverage-note" role="note">
      <p data-kind="gap">
        {ratio === 0
          ? "Nothing of the earlier window was seen: all of this one counts as new."
          : `${seenShare(ratio, locale)} of the earlier window was seen. The step “Hours not seen” says what that comes to.`}
      </p>
    </div>
  );
}
