import { once } from "node:events";
import type { Server } from "node:http";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Database } from "../../server/src/store/connection/database.ts";
import { EVERYTHING } from "../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../server/src/store/connection/transaction.ts";
import type { Question } from "./questions.ts";

/** A statement as it was sent to the database. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether it was sent under a name, by which its plan is kept. */
  readonly isKept: boolean;
}

/** Where questions are asked whose statements are to be seen. */
export interface WatchedEdge {
  readonly server: Server;
  readonly database: Database;
  readonly token: string;
  /** What `watchStatements` notes of the pool. */
  readonly statements: Statement[];
}

/** How many rows the statements of a question read, by the name of the question. */
export type RowsRead = ReadonlyMap<string, number>;

/** Writes how PostgreSQL answers each question into a file of its own, and counts what rows it reads for it. */
export async function recordPlans(
  edge: WatchedEdge,
  questions: readonly Question[],
  folder: string,
): Promise<RowsRead> {
  const { statements } = edge;
  await mkdir(folder, { recursive: true });
  const rowsRead = new Map<string, number>();
  for (const question of questions) {
    statements.length = 0;
    await askWatched(edge, `${question.path}&limit=100`);
    const plans: Plan[] = [];
    for (const statement of readingOnce(statements)) plans.push(await explain(edge.database, statement));
    rowsRead.set(
      question.name,
      plans.map(rowsIn).reduce((sum, rows) => sum + rows, 0),
    );
    const file = `${question.name.replaceAll(/[^a-z0-9]+/gi, "-")}.txt`;
    await writeFile(path.join(folder, file), pageOf(question, plans));
  }
  return rowsRead;
}

/** What reads costs, each once: a statement that is sent again has the plan that it had. */
function readingOnce(statements: readonly Statement[]): Statement[] {
  const reading = statements.filter(
    ({ text }) => /^\s*(with|select)\b/i.test(text) && text.includes("cluster_id"),
  );
  return [...new Map(reading.map((each) => [JSON.stringify([each.text, each.values]), each])).values()];
}

/** Notes every statement of connections that are opened from now on. */
export function watchStatements(database: Database): Statement[] {
  const statements: Statement[] = [];
  database.primary.on("connect", (client) => {
    const send: (...args: unknown[]) => unknown = client.query.bind(client);
    const watched = (...args: unknown[]): unknown => {
      const statement = statementOf(args);
      if (statement) statements.push(statement);
      return send(...args);
    };
    Object.defineProperty(client, "query", { value: watched, configurable: true });
  });
  return statements;
}

/** What node-postgres was given: a text and values, or an object that has them. */
function statementOf([first, second]: readonly unknown[]): Statement | null {
  const config: object =
    typeof first === "object" && first !== null ? first : { text: first, values: second };
  const text: unknown = Reflect.get(config, "text");
  const values: unknown = Reflect.get(config, "values");
  if (typeof text !== "string") return null;
  return { text, values: Array.isArray(values) ? values : [], isKept: Reflect.has(config, "name") };
}

/** Asks a question, so that its statements are noted. */
export async function askWatched(
  { server, token }: Pick<WatchedEdge, "server" | "token">,
  question: string,
): Promise<void> {
  if (!server.listening) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const answer = await fetch(`http://127.0.0.1:${port}${question}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${question} was answered ${answer.status}: ${body}`);
}

/** A statement and how the database answered it, line by line. */
interface Plan {
  readonly text: string;
  readonly lines: readonly string[];
}

/** Runs a statement as questions are run: in a snapshot, by the app's role, with its settings. */
async function explain(database: Database, { text, values }: Statement): Promise<Plan> {
  return inSnapshot(database, EVERYTHING, async (client) => {
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain (analyze, buffers) ${text}`, [
      ...values,
    ]);
    return { text, lines: rows.map((row) => row["QUERY PLAN"]) };
  });
}

/** A question's plans to be read: what each of its statements took, then the statements with their plans. */
function pageOf({ name, path: question }: Question, plans: readonly Plan[]): string {
  const overview = plans.map((plan, index) => {
    const [planning, execution] = ["Planning", "Execution"].map((what) => timeIn(plan, what).padStart(10));
    return `${String(index + 1).padStart(9)}${planning}${execution}${String(rowsIn(plan)).padStart(11)}`;
  });
  const statements = plans.map(
    ({ text, lines }, index) => `---- statement ${index + 1}\n${wrapped(text)}\n\n${lines.join("\n")}`,
  );
  const head = `${name}: ${question}\n\nstatement  planning execution  rows read  (milliseconds)`;
  return `${head}\n${overview.join("\n")}\n\n${statements.join("\n\n")}\n`;
}

function timeIn({ lines }: Plan, what: string): string {
  const line = lines.find((each) => each.startsWith(`${what} Time:`));
  return line?.replaceAll(/[^0-9.]/g, "") ?? "";
}

function wrapped(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/(.{1,130})(?: |$)/g, "$1\n")
    .trimEnd();
}

/** What a plan's scans of tables read: rows that came out of them and rows that a filter threw away. */
function rowsIn({ lines }: Plan): number {
  let rows = 0;
  let loops = 0;
  for (const line of lines) {
    const scan =
      /(?:Seq Scan|Index Scan|Index Only Scan|Bitmap Heap Scan).*actual time=\S+ rows=([\d.]+) loops=(\d+)/.exec(
        line,
      );
    if (scan) {
      loops = Number(scan[2]);
      rows += Number(scan[1]) * loops;
    } else if (line.includes("->")) loops = 0;
    const removed = /Rows Removed by Filter: (\d+)/.exec(line);
    if (removed) rows += Number(removed[1]) * loops;
  }
  return Math.round(rows);
}
