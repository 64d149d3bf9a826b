import type { Exportable } from "./exportable.ts";
import { restUrl } from "./rest-url.ts";

/** As many rows as the service answers at once. A file has them all. */
const MOST_ROWS = 1_000;

/** A question that is answered in pages, with as many rows as it can have; explanations come whole. */
function withMostRows({ procedure, input, isWhole = false }: Exportable): object {
  return isWhole || procedure.startsWith("cost.explain") ? input : { ...input, limit: MOST_ROWS };
}

/** A question as a call of the SDK; the token stays where it is. */
export function sdkCall(origin: string, exportable: Exportable): string {
  const { procedure } = exportable;
  const asked = withMostRows(exportable);
  const input = Object.keys(asked).length === 0 ? "" : JSON.stringify(asked, null, 2);
  return [
    `import { createKubeCent } from "@kubecent/sdk";`,
    "",
    `const kubecent = createKubeCent({ url: ${JSON.stringify(origin)}, token: process.env.KUBECENT_TOKEN ?? "" });`,
    `const answer = await kubecent.${procedure}.query(${input});`,
  ].join("\n");
}

/** The same as a call of curl. */
export function curlCall(origin: string, exportable: Exportable): string {
  const url = restUrl(origin, exportable.procedure, withMostRows(exportable));
  return `curl -fH "Authorization: Bearer $KUBECENT_TOKEN" ${shellQuoted(url)}`;
}

/** The same as a file: all rows, as CSV. */
export function csvCall(origin: string, { procedure, input }: Exportable): string {
  const url = shellQuoted(restUrl(origin, procedure, input));
  return `curl -fOJH "Authorization: Bearer $KUBECENT_TOKEN" -H "Accept: text/csv" ${url}`;
}

/** A text as one word of a shell, whatever is in it. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
