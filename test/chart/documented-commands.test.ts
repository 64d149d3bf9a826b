// What the docs tell an operator to type, held against what the chart makes and what the programs understand.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { adminProgram } from "../../server/src/run/commands/admin-program.ts";
import { caseFile, CHART, helm, tools } from "./support/chart.ts";
import { type DocumentedCommand, documentedCommands } from "./support/documented-commands.ts";
import { containersOf, objectsIn, podsOf } from "./support/objects.ts";

const ComposeSchema = z.object({ services: z.record(z.string(), z.unknown()) });
const ScriptsSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/** Notes that helm prints at the end of an installation named as in the docs. */
function notes(name: string): string {
  const args = ["install", "kubecent", CHART, "--namespace", "kubecent", "--dry-run=client"];
  const { output } = helm(...args, "--values", caseFile(name));
  return output.split("NOTES:")[1] ?? "";
}

const texts = tools === null ? {} : { "notes of minimal": notes("minimal") };
const kubectl = documentedCommands("kubectl", texts);
const helmLines = documentedCommands("helm", texts);
const installs = helmLines.filter(({ words }) => words[0] === "install");
const said = ({ page, words }: DocumentedCommand): string => `${page}: ${words.join(" ")}`;

/** What `helm install` of a page makes. */
function installed({ words }: DocumentedCommand) {
  const { ok, output } = helm("template", ...words.slice(1).filter((word) => word !== "--wait"));
  return { ok, output, objects: ok ? objectsIn(output) : [] };
}

describe.skipIf(tools === null)("helm in the docs", () => {
  it("installs what the chart takes, on every page", () => {
    expect(installs.length).toBeGreaterThanOrEqual(3);
    expect(installs.filter((line) => !installed(line).ok).map((line) => said(line))).toEqual([]);
  });

  it("is asked for what it has", () => {
    const unknown = helmLines.filter(({ words }) => {
      const verb = words.find((word, index) => !word.startsWith("-") && words[index - 1] !== "-n") ?? "";
      return unknownFlags(helm(verb, "--help").output, words).length > 0;
    });
    expect(unknown.map(said)).toEqual([]);
  });

  it("finds in the Secret of the same page every key that its pods read", () => {
    const secrets = kubectl.filter(({ words }) => words.join(" ").includes("create secret generic"));
    expect(secrets).toHaveLength(3);
    const missing = secrets.flatMap((secret) => {
      const made = new Set(keysMade(secret));
      const install = installs.find(
        ({ page, words }) => page === secret.page && words.join(" ").includes("existingSecret"),
      );
      const read = install ? keysRead(install) : ["no installation"];
      return read.filter((key) => !made.has(key)).map((key) => `${secret.page}: ${key}`);
    });
    expect(missing).toEqual([]);
  });
});

/** Keys that `kubectl create secret` makes. */
function keysMade({ words }: DocumentedCommand): string[] {
  return words.flatMap((word) => /^--from-(?:file|literal)=([^=]+)/.exec(word)?.[1] ?? []);
}

/** Keys of the Secret `kubecent` that pods of an installation read. */
function keysRead(install: DocumentedCommand): string[] {
  const parts = JSON.stringify(installed(install).objects);
  const variables = [...parts.matchAll(/"secretKeyRef":\{"name":"kubecent","key":"([^"]+)"/g)];
  const files = [...parts.matchAll(/"(?:name|secretName)":"kubecent"[^[\]]*"items":(\[[^\]]*\])/g)];
  const items = files.flatMap(([, list = ""]) => [...list.matchAll(/"key":"([^"]+)"/g)]);
  return [...variables, ...items].map(([, key = ""]) => key);
}

describe.skipIf(tools === null)("kubectl in the docs", () => {
  const objects = installs
    .filter(({ page }) => page.startsWith("docs"))
    .flatMap((line) => installed(line).objects);
  const names = new Set(objects.map(({ kind, metadata }) => `${KINDS[kind] ?? kind}/${metadata.name}`));
  const pods = podsOf(objects);

  it("names what the chart makes", () => {
    expect(kubectl.length).toBeGreaterThan(30);
    const wrong = kubectl.flatMap((line) => {
      const places = line.words.filter((word) =>
        /^(?:deploy|deployment|service|svc|statefulset)\/./.test(word),
      );
      return places
        .filter((place) => !names.has(place.replace("deployment/", "deploy/")))
        .map(() => said(line));
    });
    expect(wrong).toEqual([]);
  });

  it("asks for ports and containers that are there, in the namespace of the release", () => {
    const ports = new Set(
      pods.flatMap(containersOf).flatMap((one) => one.ports.map((port) => port.containerPort)),
    );
    const containers = new Set(pods.flatMap(containersOf).map(({ name }) => name));
    const wrong = kubectl.filter(({ words }) => {
      const [, port] = /^\d+:(\d+)$/.exec(words.at(-1) ?? "") ?? [];
      const container = valueOf(words, "-c");
      const isOurs = words.some((word) => word.includes("kubecent-"));
      return (
        (port !== undefined && !ports.has(Number(port))) ||
        (container !== undefined && !containers.has(container)) ||
        (isOurs && (valueOf(words, "-n") ?? valueOf(words, "--namespace")) !== "kubecent")
      );
    });
    expect(wrong.map(said)).toEqual([]);
  });

  it("is asked for what it has", () => {
    const options = kubectlSays("options");
    const unknown = kubectl.filter(({ words }) => {
      const end = words.indexOf("--");
      const own = end === -1 ? words : words.slice(0, end);
      const verbs = own.filter(
        (word, index) => /^[a-z]+$/.test(word) && !["-n", "--namespace"].includes(own[index - 1] ?? ""),
      );
      const help = kubectlSays(...verbs.slice(0, verbs[0] === "rollout" ? 2 : 1), "--help");
      return unknownFlags(`${help}${options}`, own).some((flag) => !/^--from-|^--replicas/.test(flag));
    });
    expect(unknown.map(said)).toEqual([]);
  });

  it("creates what the pages create", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kubecent-docs-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const key of ["audit.key", "cursor.key", "audit-key", "cursor-key", "database-password"])
      writeFileSync(path.join(folder, key), "key");
    const creations = kubectl.filter(({ words }) => words.includes("create") && !words.includes("exec"));
    for (const line of creations) {
      const args = [...line.words, "--dry-run=client", "--output=name"];
      const { stdout, stderr } = spawnSync(tools?.kubectl ?? "", args, { cwd: folder, encoding: "utf8" });
      expect(stdout + stderr).toMatch(/^(namespace|secret)\/kubecent\n$/);
    }
  });
});

const KINDS: Readonly<Record<string, string>> = {
  Deployment: "deploy",
  Service: "service",
  StatefulSet: "statefulset",
};

/** The word after a flag. */
function valueOf(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at === -1 ? undefined : words[at + 1];
}

const helps = new Map<string, string>();

function kubectlSays(...args: readonly string[]): string {
  const key = args.join(" ");
  const known = helps.get(key) ?? spawnSync(tools?.kubectl ?? "", args, { encoding: "utf8" }).stdout;
  helps.set(key, known);
  return known;
}

/** Long flags that a help text does not have. */
function unknownFlags(help: string, words: readonly string[]): string[] {
  const flags = words.filter((word) => word.startsWith("--") && word.length > 2);
  return flags.map((flag) => flag.split("=")[0] ?? "").filter((flag) => !help.includes(flag));
}

describe("operator's commands in the docs", () => {
  const ofImage = documentedCommands("(?:kubectl [^`\n]*-- |docker (?:compose )?exec \\w+ )?node", texts);
  const lines = [
    ...ofImage.filter(({ words }) => words[0]?.endsWith("admin.ts")),
    ...documentedCommands("npm run(?: --silent)? admin --", texts).map(({ page, words }) => ({
      page,
      words: ["server/src/admin.ts", ...words],
    })),
  ];

  it("are files, commands and options that are there", () => {
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.filter(({ words }) => !existsSync(words[0] ?? "")).map(said)).toEqual([]);
    expect(lines.filter(({ words }) => !isAdminCommand(words.slice(1))).map(said)).toEqual([]);
  });
});

function isAdminCommand(words: readonly string[]): boolean {
  let command = adminProgram();
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    command = next;
  }
  const known = new Set(command.options.map(({ long }) => long));
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? "");
  // "…" stands for any command.
  if (words[0] === "…") return true;
  return command.commands.length === 0 && flags.every((flag) => flag === "--help" || known.has(flag));
}

describe("docker compose and npm in the docs", () => {
  it("name services and scripts that are there", () => {
    const { services } = ComposeSchema.parse(parse(readFileSync("compose.yaml", "utf8")));
    const { scripts } = ScriptsSchema.parse(JSON.parse(readFileSync("package.json", "utf8")));
    const executed = documentedCommands("docker compose").filter(({ words }) => words[0] === "exec");
    expect(executed.length).toBeGreaterThan(0);
    expect(executed.filter(({ words }) => !services[words[1] ?? ""]).map(said)).toEqual([]);
    const run = documentedCommands("npm run(?: --silent)?");
    expect(run.length).toBeGreaterThan(10);
    expect(run.filter(({ words }) => !scripts[words[0] ?? ""]).map(said)).toEqual([]);
  });
});
