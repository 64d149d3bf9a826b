import { type ReactElement, useState } from "react";

interface CopyButtonProps {
  /** What is copied, as the button says it: "the patch". */
  what: string;
  text: string;
}

/** Copies a text, and says whether that worked. */
export function CopyButton({ what, text }: CopyButtonProps): ReactElement {
  const [told, setTold] = useState("");
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setTold(`Copied: ${what}`),
      () => setTold("This browser lets nothing be copied here: mark it, and copy it by hand"),
    );
  };
  return (
    <>
      <button type="button" onClick={copy}>
        Copy {what}
      </button>
      <output className="export-told">{told}</output>
    </>
  );
}
