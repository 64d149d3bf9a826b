import type { Exportable } from "./exportable.ts";
import { restUrl } from "./rest-url.ts";

/** A question as a call of the SDK; the token stays where it is. */
export function sdkCall(origin: string, { procedure, input }: Exportable): string {
  return [
    `import { createKubeCent } from "@kubecent/sdk";`,
    "",
    `const kubecent = createKubeCent({ url: ${JSON.stringify(origin)}, token: process.env.KUBECENT_TOKEN ?? "" });`,
    `const answer = await kubecent.${procedure}.query(${JSON.stringify(input, null, 2)});`,
  ].join("\n");
}

/** The same as a call of curl. */
export function curlCall(origin: string, { procedure, input }: Exportable): string {
  return `curl -fH "Authorization: Bearer $KUBECENT_TOKEN" ${shellQuoted(restUrl(origin, procedure, input))}`;
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
