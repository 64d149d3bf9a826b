import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { findFreePort } from "../../../server/src/store/embedded/free-port.ts";
import { until } from "../../chaos/support/chaos-server.ts";
import { RULES_FILE } from "./rules-file.ts";

/** A real Prometheus that scrapes processes each second and evaluates the shipped alerts, without their `for`. */
export interface WatchingPrometheus extends AsyncDisposable {
  /** Names of the alerts that fire now. */
  firing(): Promise<string[]>;
  /** The texts of the alerts that fire now, as whoever is on call reads them. */
  texts(): Promise<string[]>;
  /** How many series an expression gives; throws where Prometheus refuses it. */
  ask(expression: string): Promise<number>;
}

const AlertsSchema = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        state: z.string(),
        labels: z.object({ alertname: z.string() }),
        annotations: z.record(z.string(), z.string()),
      }),
    ),
  }),
});
const AnswerSchema = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

/** Starts one that watches the processes at these ports. */
export async function watchProcesses(ports: readonly number[]): Promise<WatchingPrometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), "kubecent-watching-"));
  const rules = await readFile(RULES_FILE, "utf8");
  await writeFile(path.join(folder, "alerts.yaml"), rules.replaceAll(/for: \d+[mh]/g, "for: 0s"));
  await writeFile(path.join(folder, "prometheus.yml"), configuration(ports));
  const address = `127.0.0.1:${await findFreePort()}`;
  const settings = [
    `--config.file=${path.join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${path.join(folder, "data")}`,
    `--web.listen-address=${address}`,
  ];
  const server = spawn("prometheus", settings, { stdio: "ignore" });
  const url = `http://${address}`;
  await until("Prometheus is ready", async () => (await fetch(`${url}/-/ready`)).ok);
  const alerts = async () => {
    const answer = await fetch(`${url}/api/v1/alerts`);
    return AlertsSchema.parse(await answer.json()).data.alerts.filter(({ state }) => state === "firing");
  };
  return {
    firing: async () => [...new Set((await alerts()).map(({ labels }) => labels.alertname))].toSorted(),
    texts: async () => (await alerts()).flatMap(({ annotations }) => Object.values(annotations)),
    ask: async (expression) => {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`Prometheus refuses ${expression}: ${text}`);
      return AnswerSchema.parse(JSON.parse(text)).data.result.length;
    },
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode === null && server.kill()) await once(server, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(ports: readonly number[]): string {
  const targets = ports.map((port) => `127.0.0.1:${port}`);
  // JSON is YAML.
  return JSON.stringify({
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["alerts.yaml"],
    scrape_configs: [
      { job_name: "kubecent", static_configs: [{ targets, labels: { namespace: "kubecent" } }] },
    ],
  });
}
