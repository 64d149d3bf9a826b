import { type ReactElement, useState } from "react";
import { BASE_PATH } from "../app/base-path.ts";
import type { Exportable } from "./exportable.ts";
import { curlCall, sdkCall } from "./snippets.ts";

const CALLS = [
  ["SDK call", sdkCall],
  ["curl", curlCall],
] as const;

interface CopyCallsProps {
  exportable: Exportable;
  /** What the question is called, where there is more than one beside it. */
  name?: string | undefined;
}

/** Copies a question as a call that gives the same answer. */
export function CopyCalls({ exportable, name }: CopyCallsProps): ReactElement {
  const [told, setTold] = useState("");
  const copy = (what: string, text: string): void => {
    navigator.clipboard.writeText(text).then(
      () => setTold(`Copied: ${what}`),
      () => setTold("This browser lets nothing be copied here"),
    );
  };
  return (
    <p className="chips">
      {name !== undefined && <span>{name}:</span>}
      {CALLS.map(([what, write]) => (
        <button
          key={what}
          type="button"
          onClick={() => copy(what, write(`${location.origin}${BASE_PATH}`, exportable))}
        >
          Copy as {what}
        </button>
      ))}
      <output className="export-told">{told}</output>
    </p>
  );
}
