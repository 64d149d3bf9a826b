import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { expandSeries } from "../golden/slice/series-text.ts";
import { prometheusBinaries, SHORT_LIVED } from "./prometheus-binaries.ts";

/** Folder of a recorded cluster with known answers: `tsdb.tar.zst` and `truth.json`. */
const FOLDER = process.env["KUBECENT_GOLDEN"];
const binaries = prometheusBinaries();

const TruthSchema = z.object({
  nodes: z.array(z.object({ day: z.string(), node: z.string(), hours: z.number(), cost: z.number() })),
  volumes: z.array(z.object({ day: z.string(), namespace: z.string(), cost: z.number() })),
  loadBalancers: z.array(z.object({ day: z.string(), namespace: z.string(), cost: z.number() })),
  network: z.array(z.object({ day: z.string(), namespace: z.string(), cost: z.number() })),
  rows: z.array(
    z.object({
      day: z.string(),
      namespace: z.string(),
      pod: z.string(),
      uid: z.string(),
      container: z.string(),
      minutes: z.number(),
      cpuCostScaled: z.number(),
      ramCostScaled: z.number(),
      gpuCost: z.number(),
    }),
  ),
});
export type Truth = z.output<typeof TruthSchema>;

/** Why the recording cannot be used here, or null when it can. */
export function goldenMissing(): string | null {
  if (!FOLDER) return "KUBECENT_GOLDEN names no folder with a recording";
  if (!existsSync(path.join(FOLDER, "truth.json"))) return `${FOLDER} holds no truth.json`;
  const missing = [binaries.prometheus, "tar", "zstd"].filter((program) => !isInstalled(program));
  return missing.length > 0 ? `${missing.join(", ")} not installed` : null;
}

/** The recording's folder, "" where there is none. */
export function goldenFolder(): string {
  return FOLDER ?? "";
}

/** What a recorded cluster truly was. */
export function readTruth(folder: string): Truth {
  return TruthSchema.parse(JSON.parse(readFileSync(path.join(folder, "truth.json"), "utf8")));
}

export interface RunningPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** Unpacks the recording into a folder of its own and serves it with a real Prometheus. */
export async function serveGoldenRecording(): Promise<RunningPrometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-golden-"));
  execFileSync("tar", ["x", "--zstd", "-f", path.join(FOLDER ?? "", "tsdb.tar.zst"), "-C", folder]);
  return servePrometheus(path.join(folder, "tsdb"), () => rmSync(folder, { recursive: true, force: true }));
}

/** Why the slice cannot be used here, or null when it can. */
export function sliceMissing(): string | null {
  const missing = Object.values(binaries).filter((program) => !isInstalled(program));
  return missing.length > 0 ? `${missing.join(", ")} not installed` : null;
}

/** The slice's folder: a part of the recording that is small enough to be kept here. */
export const SLICE_FOLDER = path.join(import.meta.dirname, "..", "golden", "slice");

/** Makes blocks of the slice's samples, in a folder of its own, and serves them with a real Prometheus. */
export async function serveSlice(): Promise<RunningPrometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-slice-"));
  const openMetrics = path.join(folder, "slice.txt");
  const blocks = path.join(folder, "tsdb");
  const series = gunzipSync(readFileSync(path.join(SLICE_FOLDER, "series.gz"))).toString();
  writeFileSync(openMetrics, "");
  for (const lines of expandSeries(series)) appendFileSync(openMetrics, lines);
  const blocksFrom = ["tsdb", "create-blocks-from"];
  // Few blocks: the text is read anew for each.
  const options = ["--max-block-duration=240h", "openmetrics", "--quiet"];
  execFileSync(binaries.promtool, [...blocksFrom, ...options, openMetrics, blocks], { env: SHORT_LIVED });
  rmSync(openMetrics);
  return servePrometheus(blocks, () => rmSync(folder, { recursive: true, force: true }));
}

async function servePrometheus(dataFolder: string, cleanUp: () => void): Promise<RunningPrometheus> {
  const config = path.join(dataFolder, "..", "prometheus.yml");
  writeFileSync(config, "global: {}\n");
  const port = await freePort();
  const server = spawn(
    binaries.prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${dataFolder}`,
      "--storage.tsdb.retention.time=10y",
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}/-/ready`);
  return {
    url,
    stop: async () => {
      server.kill("SIGTERM");
      await once(server, "exit");
      cleanUp();
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`Prometheus was not ready at ${url} within two minutes`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}

function isInstalled(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
