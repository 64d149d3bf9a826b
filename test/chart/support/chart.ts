import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { helmTools } from "../../../scripts/chart/helm-tools.ts";
import { type KubeObject, objectsIn } from "./objects.ts";

export const CHART = path.resolve("chart");
export const RELEASE = "kc";
export const NAMESPACE = "costs";

/** The programs, or null where they cannot be had: the tests are skipped then. */
export const tools = helmTools();

/** The value files of chart/ci by their short names. */
export const CASES: readonly string[] = readdirSync(path.join(CHART, "ci"))
  .filter((file) => file.endsWith("-values.yaml"))
  .map((file) => file.slice(0, -"-values.yaml".length));

export function caseFile(name: string): string {
  return path.join(CHART, "ci", `${name}-values.yaml`);
}

/** What `helm` says and how it ends. Throws nothing. */
export function helm(...args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  if (tools === null) throw new Error("helm is not there: skip the test by `tools`");
  const { status, stdout, stderr } = spawnSync(tools.helm, args, { encoding: "utf8", maxBuffer: 64e6 });
  return { ok: status === 0, output: stdout + stderr };
}

const rendered = new Map<string, string>();

/** The text that a value file makes, with further values in the form of `--set-json`. */
export function renderText(name: string, ...values: readonly string[]): string {
  const key = JSON.stringify([name, values]);
  const known = rendered.get(key);
  if (known !== undefined) return known;
  if (tools === null) throw new Error("helm is not there: skip the test by `tools`");
  const sets = values.flatMap((value) => ["--set-json", value]);
  const args = ["template", RELEASE, CHART, "--namespace", NAMESPACE, "--values", caseFile(name), ...sets];
  const text = execFileSync(tools.helm, args, { encoding: "utf8", maxBuffer: 64e6, stdio: "pipe" });
  rendered.set(key, text);
  return text;
}

/** The objects that a value file makes. */
export function render(name: string, ...values: readonly string[]): KubeObject[] {
  return objectsIn(renderText(name, ...values));
}
