import type { ServerResponse } from "node:http";
import type { WholeHead } from "../../api/whole-answer.ts";
import { CACHE_NOTHING, VARY } from "../answers/answer-headers.ts";
import type { FileFormat } from "./file-formats.ts";

/** A file as its headers speak of it. */
export interface FileFacts {
  readonly exportId: string;
  /** Such as `cost.pods`. */
  readonly procedure: string;
  readonly format: FileFormat;
  readonly head: WholeHead;
}

/** Says what the file is, before it: its rows too, so that a reader can tell whether it is whole. */
export function setFileHeaders(res: ServerResponse, { exportId, procedure, format, head }: FileFacts): void {
  const { rowCount, readFrom, dataVersion, window, currency, coverage } = head;
  const facts: Record<string, string | undefined> = {
    Vary: VARY,
    "Cache-Control": CACHE_NOTHING,
    "Content-Type": format.contentType,
    "Content-Disposition": `attachment; filename="${fileName(procedure, window, format)}"`,
    "X-Kubecent-Export-Id": exportId,
    "X-Kubecent-Read-From": readFrom,
    "X-Kubecent-Rows": String(rowCount),
    "X-Kubecent-Data-Version": dataVersion,
    "X-Kubecent-Window": window && `${window.start}/${window.end}`,
    "X-Kubecent-Currency": currency,
    "X-Kubecent-Coverage": coverage && String(coverage.ratio),
  };
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) res.setHeader(name, value);
}

/** Such as `kubecent-cost-pods-20261101T000000Z-20261201T000000Z.csv`: nothing of it is the caller's. */
function fileName(procedure: string, window: WholeHead["window"], { name: ending }: FileFormat): string {
  const stretch = window ? [window.start, window.end].map(compactInstant) : [];
  return `${["kubecent", ...procedure.split("."), ...stretch].join("-")}.${ending}`;
}

function compactInstant(instant: string): string {
  return instant.replaceAll(/\.\d+|[^0-9TZ]/g, "");
}
