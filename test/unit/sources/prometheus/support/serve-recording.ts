import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { prometheusBinaries, SHORT_LIVED } from "../../../../support/prometheus-binaries.ts";
import type { Sample } from "../../../../support/recording/emit.ts";
import { listen } from "./fake-prometheus.ts";
import { remoteWrites } from "./remote-write.ts";

const run = promisify(execFile);
const binaries = prometheusBinaries();

let missing: Promise<string | null> | undefined;

/** Why no real Prometheus can be started here; null where it can. All files of a worker look once. */
export function prometheusMissing(): Promise<string | null> {
  return (missing ??= findMissing());
}

async function findMissing(): Promise<string | null> {
  for (const program of Object.values(binaries)) {
    const isThere = await run(program, ["--version"]).then(
      () => true,
      () => false,
    );
    if (!isThere) return `${program} cannot be run`;
  }
  return null;
}

export interface ServedRecording extends AsyncDisposable {
  readonly url: string;
}

/** Serves samples as the past of a real Prometheus, until disposed of. */
export async function serveRecording(samples: readonly Sample[]): Promise<ServedRecording> {
  const folder = await mkdtemp(join(tmpdir(), "kubecent-recording-"));
  await writeFile(join(folder, "prometheus.yml"), "global: {}\n");
  const address = `127.0.0.1:${await freePort()}`;
  const settings = [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    "--storage.tsdb.retention.time=100y",
    // Samples come series by series: what is older than half of this than others' newest one is refused.
    ...["min", "max"].map((end) => `--storage.tsdb.${end}-block-duration=2000h`),
    "--web.enable-remote-write-receiver",
    `--web.listen-address=${address}`,
  ];
  const server = spawn(binaries.prometheus, settings, { stdio: "ignore", env: SHORT_LIVED });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.kill()) await once(server, "exit");
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://${address}`;
  try {
    await untilReady(url);
    for (const body of remoteWrites(samples)) await write(url, body);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: stop };
}

async function write(url: string, body: Buffer): Promise<void> {
  const headers = {
    "content-type": "application/x-protobuf",
    "content-encoding": "snappy",
    "x-prometheus-remote-write-version": "0.1.0",
  };
  const answer = await fetch(`${url}/api/v1/write`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`Prometheus took no samples: ${await answer.text()}`);
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 2_400; attempt++) {
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    if (answer?.ok) return;
    await wait(50);
  }
  throw new Error(`Prometheus at ${url} was not ready within two minutes`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe);
  probe.close();
  await once(probe, "close");
  return port;
}
