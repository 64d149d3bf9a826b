import { FILE_HEADERS } from "../exports/export-headers.ts";

const TEXTS: Readonly<Record<string, string>> = {
  "Content-Disposition": "The file's name.",
  "X-Kubecent-Coverage": "Share of the window that was seen, 0 to 1.",
  "X-Kubecent-Currency": "ISO 4217 code of every amount.",
  "X-Kubecent-Data-Version": "Version of the data that all rows were made from.",
  "X-Kubecent-Export-Id": "Finds the export in the audit log.",
  "X-Kubecent-Rows": "How many rows the file has when it is whole.",
  "X-Kubecent-Window": "Where the window begins and ends, `start/end`.",
};

/** The headers that files have beside their rows, as OpenAPI describes them. */
export function fileHeaderObjects(): Record<string, object> {
  const objects = FILE_HEADERS.map((name) => [
    name,
    { description: `Files only. ${TEXTS[name] ?? ""}`.trim(), schema: { type: "string" } },
  ]);
  return Object.fromEntries(objects);
}
