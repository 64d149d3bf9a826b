import { type ReactElement, useId, useState } from "react";
import { BASE_PATH } from "../app/base-path.ts";
import { useWindowFacts } from "../data/shown-window.ts";
import type { Session } from "../session/session.ts";
import { useSignedIn } from "../session/signed-in.tsx";
import { writeInstant } from "../url/shift-window.ts";
import { hrefOf } from "../url/current-view.ts";
import { useView } from "../url/use-view.ts";
import { useShownExportable } from "./exportable.ts";
import { fetchFile } from "./save-file.ts";
import { restUrl } from "./rest-url.ts";
import { saveBlob } from "./save-file.ts";
import { csvCall, curlCall, sdkCall } from "./snippets.ts";

/** Takes what is seen along: as a link, as a file, or as a call that gives the same. */
export function ExportMenu(): ReactElement {
  const id = useId();
  const view = useView();
  const { session } = useSignedIn();
  const exportable = useShownExportable();
  const { facts, isOld } = useWindowFacts();
  const numbersOf = isOld ? undefined : facts;
  const [told, setTold] = useState("");
  const origin = `${location.origin}${BASE_PATH}`;

  const copy = (what: string, text: string): void => {
    navigator.clipboard.writeText(text).then(
      () => setTold(`Copied: ${what}`),
      () => setTold(`This browser lets nothing be copied here. ${text}`),
    );
  };
  const copyNumbers = (): void => {
    if (!numbersOf) return;
    const [from, to] = [numbersOf.window.start, numbersOf.window.end].map((at) =>
      writeInstant(Date.parse(at)),
    );
    if (from !== undefined && to !== undefined)
      copy("link to these numbers", location.origin + hrefOf({ ...view, window: { from, to } }));
  };
  const download = (): void => {
    if (!exportable) return;
    setTold("The file is being written");
    const url = restUrl(origin, exportable.procedure, exportable.input);
    void saveFile(url, session).then(setTold, (error: unknown) => setTold(errorText(error)));
  };
  const calls = [
    ["SDK call", sdkCall],
    ["curl", curlCall],
    ["curl for the CSV", csvCall],
  ] as const;

  return (
    <div className="export">
      <button type="button" popoverTarget={id}>
        Share
      </button>
      <div id={id} popover="auto" className="popover menu">
        <button type="button" aria-keyshortcuts="y" onClick={() => copy("link to this view", location.href)}>
          Copy link to this view
        </button>
        <button type="button" disabled={!numbersOf} onClick={copyNumbers}>
          Copy link to these numbers
        </button>
        {!exportable?.isWhole && (
          <button type="button" disabled={!exportable} onClick={download}>
            Save as CSV
          </button>
        )}
        {calls.slice(0, exportable?.isWhole ? -1 : undefined).map(([what, write]) => (
          <button
            key={what}
            type="button"
            disabled={!exportable}
            onClick={() => exportable && copy(what, write(origin, exportable))}
          >
            Copy as {what}
          </button>
        ))}
        {exportable?.differs !== undefined && <p className="choice-note">{exportable.differs}</p>}
      </div>
      <output className="export-told">{told}</output>
    </div>
  );
}

async function saveFile(url: string, session: Session): Promise<string> {
  const { name, content } = await fetchFile(url, session);
  saveBlob(name, content);
  return `Saved: ${name}`;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
