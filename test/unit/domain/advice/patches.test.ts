import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import "../../../support/property-runs.ts";
import { helmBlock } from "../../../../server/src/domain/advice/patches/helm.ts";
import { mergeDocument, patchFiles } from "../../../../server/src/domain/advice/patches/merge-document.ts";
import {
  patchCommands,
  quoted,
  trialCommand,
} from "../../../../server/src/domain/advice/patches/patch-commands.ts";
import { patchesOf, type SizeAdvice } from "../../../../server/src/domain/advice/patches/workload-patch.ts";
import type { ContainerChange } from "../../../../server/src/domain/advice/recommendation.ts";
import { MIB } from "./truth.ts";

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
const CHANGE: ContainerChange = {
  to: "size",
  now: { requests: { cpuCores: 1, ramBytes: 1_024 * MIB }, limits: { cpuCores: 2, ramBytes: 1_024 * MIB } },
  advised: {
    requests: { cpuCores: 0.12, ramBytes: 310 * MIB },
    limits: { cpuCores: 2, ramBytes: 310 * MIB },
  },
  byPool: [],
  pod: "web-1",
  helm: null,
};
const NO_CPU_LIMIT = {
  ...CHANGE,
  advised: { ...CHANGE.advised, limits: { cpuCores: null, ramBytes: 310 * MIB } },
};

interface Place {
  readonly namespace?: string;
  readonly controllerKind?: string;
  readonly controller?: string;
  readonly container?: string;
}

function recommendation(place: Place = {}, change: ContainerChange = CHANGE): SizeAdvice {
  const subject = { namespace: "shop", controllerKind: "Deployment", controller: "web", container: "web" };
  return { subject: { ...subject, ...place }, change };
}

const WORLD = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"].flatMap((controllerKind) =>
  ["shop", "pay"].flatMap((namespace) => {
    const place = { controllerKind, namespace, controller: controllerKind.toLowerCase() };
    return [recommendation(place), recommendation({ ...place, container: "side" }, NO_CPU_LIMIT)];
  }),
);

function containerOf(own: string) {
  return {
    name: own,
    image: "registry.example/app:1",
    resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "2", memory: "1Gi" } },
  };
}

/** A manifest as somebody has it: with more in it than what a patch names. */
function manifestOf(kind: string, name: string, namespace: string) {
  const template = {
    metadata: { labels: { app: name } },
    spec: {
      containers: [containerOf("first"), containerOf("web"), containerOf("side")],
      terminationGracePeriodSeconds: 5,
    },
  };
  const selector = { matchLabels: { app: name } };
  return {
    apiVersion: kind === "CronJob" ? "batch/v1" : "apps/v1",
    kind,
    metadata: { name, namespace, labels: { team: "web" } },
    spec:
      kind === "CronJob"
        ? { schedule: "0 0 * * *", jobTemplate: { spec: { template } } }
        : { selector, template },
  };
}

const MANIFESTS = WORLD.filter(({ subject }) => subject.container === "web").map(({ subject }) =>
  manifestOf(subject.controllerKind, subject.controller, subject.namespace),
);

/** The manifests as they ought to come out: the same but for `resources`. */
function expected() {
  const requests = { cpu: "120m", memory: "310Mi" };
  return MANIFESTS.map((manifest) => {
    const copy = structuredClone(manifest);
    const spec = copy.spec.jobTemplate?.spec ?? copy.spec;
    for (const container of spec.template?.spec.containers ?? []) {
      const limits = { ...(container.name === "web" && { cpu: "2" }), memory: "310Mi" };
      if (container.name !== "first") Object.assign(container, { resources: { requests, limits } });
    }
    return copy;
  });
}

test.skipIf(!hasKubectl)(
  "kubectl's kustomize applies the files to manifests and changes nothing but resources",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "kubecent-patches-"));
    try {
      const files = patchFiles(patchesOf(WORLD).patches);
      expect(files.map(({ path }) => path)).toEqual(["pay.yaml", "shop.yaml", "kustomization.yaml"]);
      for (const { path, content } of files) writeFileSync(join(folder, path), content);
      writeFileSync(join(folder, "all.yaml"), MANIFESTS.map((one) => stringify(one)).join("---\n"));
      const own = parse(files.at(-1)?.content ?? "");
      writeFileSync(join(folder, "kustomization.yaml"), stringify({ ...own, resources: ["all.yaml"] }));
      const { stdout, stderr } = spawnSync("kubectl", ["kustomize", folder], { encoding: "utf8" });
      expect(stderr).toBe("");
      const found = parseAllDocuments(stdout).map((document) => document.toJS());
      const inOrder = (all: readonly unknown[]) =>
        all.map((one) => JSON.stringify(sortedKeys(one))).toSorted();
      expect(inOrder(found)).toEqual(inOrder(expected()));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

/** Keys by name, and lists too: kustomize puts the containers that it has patched before the others. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(sortedKeys(one))).toSorted();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, own]) => [key, sortedKeys(own)]),
  );
}

test("writes one command for each container, and a merge where a limit goes", () => {
  const { patches } = patchesOf([recommendation()]);
  expect(patches.flatMap(patchCommands)).toEqual([
    "kubectl --namespace=shop set resources deploy/web --containers=web --requests=cpu=120m,memory=310Mi --limits=memory=310Mi",
  ]);
  const merged = patchesOf([recommendation({ controllerKind: "CronJob" }, NO_CPU_LIMIT)]).patches;
  expect(merged.flatMap(patchCommands)).toEqual([
    `kubectl --namespace=shop patch cronjob/web --type=strategic '--patch={"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"web","resources":{"requests":{"cpu":"120m","memory":"310Mi"},"limits":{"cpu":null,"memory":"310Mi"}}}]}}}}}}'`,
  ]);
  expect(trialCommand(recommendation().subject, { change: CHANGE, pod: "web-1" })).toContain(
    "patch pod/web-1 --subresource=resize",
  );
});

test.skipIf(!hasKubectl)("kubectl patch takes a file's merge, and leaves containers in their order", () => {
  const [patch] = patchesOf([recommendation({ container: "side" }, NO_CPU_LIMIT)]).patches;
  const merge = JSON.stringify(patch && mergeDocument({ ...patch, name: "deployment" }));
  const words = ["patch", "--local", "--type=strategic", "--filename=-", "--output=yaml", `--patch=${merge}`];
  const input = stringify(manifestOf("Deployment", "deployment", "shop"));
  const { stdout } = spawnSync("kubectl", words, { input, encoding: "utf8" });
  const { containers } = parse(stdout).spec.template.spec;
  expect(containers.map(({ name }: { name: string }) => name)).toEqual(["first", "web", "side"]);
  expect(containers[2].resources).toEqual({
    requests: { cpu: "120m", memory: "310Mi" },
    limits: { memory: "310Mi" },
  });
});

test.skipIf(!hasKubectl)("kubectl set resources takes the command", () => {
  const [command = ""] = patchesOf([recommendation({ controller: "deployment" })]).patches.flatMap(
    patchCommands,
  );
  const input = stringify(manifestOf("Deployment", "deployment", "shop"));
  const local = command.replace("deploy/deployment", "--local --filename=- --output=yaml");
  const { stdout } = spawnSync("sh", ["-c", local], { input, encoding: "utf8" });
  const { containers } = parse(stdout).spec.template.spec;
  expect(containers[1].resources).toEqual({
    requests: { cpu: "120m", memory: "310Mi" },
    limits: { cpu: "2", memory: "310Mi" },
  });
  expect(containers[2].resources.requests.cpu).toBe("1");
});

const SIGNS = "ab1.-_/ '\"\\`$(){}[]*?!#&|;<>~=,:%@\n\t\r\u0085\u2028é".split("");
const hostileName = fc
  .array(fc.constantFrom(...SIGNS, "yes", "---", "../"), { minLength: 1, maxLength: 12 })
  .map((signs) => signs.join(""));

test("no name, however hostile, is more than one word to a shell, or leaves its place in YAML", () => {
  const words: string[] = [];
  fc.assert(
    fc.property(hostileName, (name) => {
      words.push(name, `$(touch ${name})`, `'; ${name} #`);
      const { patches } = patchesOf([recommendation({ namespace: name, controller: name, container: name })]);
      const [file] = patchFiles(patches);
      expect(file?.path).toMatch(/^[\w-]*\.yaml$/);
      expect(parse(file?.content ?? "", { version: "1.1" })).toEqual(patches.map(mergeDocument)[0]);
    }),
    { examples: [[" \n"]] },
  );
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${words.map(quoted).join(" ")}`], {
    encoding: "utf8",
  });
  expect(stdout.split("\0").slice(0, -1)).toEqual(words);
});

test("says what no patch can change, and how it is changed", () => {
  const { patches, unpatched } = patchesOf([
    recommendation({ container: "istio-proxy" }),
    recommendation({ controllerKind: "Rollout" }),
    recommendation({ controllerKind: "Job" }),
  ]);
  expect(patches).toEqual([]);
  expect(
    unpatched.map(({ kind, annotations }) => [kind, annotations?.["sidecar.istio.io/proxyCPU"]]),
  ).toEqual([
    ["Deployment", "120m"],
    ["Rollout", undefined],
    ["Job", undefined],
  ]);
});

test("writes a block for Helm, and guesses its place only where labels name a release", () => {
  expect(JSON.parse(helmBlock(CHANGE).resources)).toEqual({
    requests: { cpu: "120m", memory: "310Mi" },
    limits: { cpu: "2", memory: "310Mi" },
  });
  expect(helmBlock(CHANGE).hint).toBeNull();
  expect(helmBlock({ ...CHANGE, helm: { chart: "web-1.2.3", release: "shop" } }).hint).toContain("a guess");
});
