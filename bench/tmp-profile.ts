import pg from "pg";
import { benchIngest } from "./parts/ingest.ts";
import { openDatabase } from "../server/src/run/open-database.ts";
import { mkdtemp, chmod } from "node:fs/promises";
const folder = await mkdtemp("/tmp/kcprof-"); await chmod(folder, 0o711);
const sums = new Map<string, [number, number]>();
const original = pg.Client.prototype.query as any;
(pg.Client.prototype as any).query = function (q: any, ...rest: any[]) {
  const t = performance.now();
  const text = (typeof q === "string" ? q : (q.text ?? "stream")).replace(/\s+/g, " ").slice(0, 90);
  const r = original.call(this, q, ...rest);
  const end = () => { const e = sums.get(text) ?? [0, 0]; e[0] += performance.now() - t; e[1]++; sums.set(text, e); };
  if (r?.then) r.then(end, end); else if (r?.on) r.on("finish", end);
  return r;
};
const database = await openDatabase({ url: null, directUrl: null, dataFolder: folder + "/data", poolMax: 10, connectTimeoutMs: 2000, queryTimeoutMs: 10000, log: () => undefined });
console.log(await benchIngest(database.pool, 20000));
for (const [k, [ms, n]] of [...sums].sort((a, b) => b[1][0] - a[1][0]).slice(0, 30)) console.log((ms / 8).toFixed(1), n, k);
await database.close(); process.exit(0);
