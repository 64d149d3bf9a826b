import type { Client } from "pg";

/** What may hold a semicolon that ends nothing: quoted texts and names, bodies of functions, comments. */
const PIECES = /(\$\w*\$)[\s\S]*?\1|'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^;'"$/-]+|[\s\S]/g;

/** The statements of a file of SQL, each without its semicolon. Texts with backslashes of their own (E'') are not known. */
export function statementsOf(sql: string): string[] {
  const statements = [""];
  for (const [piece] of sql.matchAll(PIECES)) {
    if (piece === ";") statements.push("");
    else statements.push(`${statements.pop() ?? ""}${piece}`);
  }
  return statements.filter((statement) => statement.replaceAll(/--[^\n]*|\s/g, "") !== "");
}

/**
 * Has a client send each statement of a text by itself: Citus sends the whole text to its workers for each change of a
 * distributed table in it, and they refuse several statements at once.
 */
export function sendOneByOne(client: Client): void {
  const send: unknown = client.query.bind(client);
  if (typeof send !== "function") return;
  const query = async (text: unknown, values?: unknown): Promise<unknown> => {
    const hasValues = Array.isArray(values) && values.length > 0;
    if (typeof text !== "string" || hasValues) return Reflect.apply(send, undefined, [text, values]);
    let result: unknown;
    for (const statement of statementsOf(text)) {
      result = await Reflect.apply(send, undefined, [statement]);
    }
    return result;
  };
  Object.assign(client, { query });
}
