// Writes test/chart/schemas/kubernetes.json: the API server's schemas of the kinds that the chart makes, for each version.
// They come from a package that holds all of them:
//   pip download --no-deps kubernetes-validate==1.37.0
//   node scripts/node26.mjs scripts/chart/keep-kube-schemas.ts kubernetes_validate-1.37.0-py3-none-any.whl
import { readFileSync, writeFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import * as z from "zod";

const VERSIONS = ["1.30", "1.31", "1.32", "1.33", "1.34", "1.35"];
const KINDS = [
  "io.k8s.api.apps.v1.Deployment",
  "io.k8s.api.apps.v1.StatefulSet",
  "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
  "io.k8s.api.core.v1.ConfigMap",
  "io.k8s.api.core.v1.PersistentVolumeClaim",
  "io.k8s.api.core.v1.Pod",
  "io.k8s.api.core.v1.Secret",
  "io.k8s.api.core.v1.Service",
  "io.k8s.api.core.v1.ServiceAccount",
  "io.k8s.api.networking.v1.Ingress",
  "io.k8s.api.networking.v1.NetworkPolicy",
  "io.k8s.api.policy.v1.PodDisruptionBudget",
  "io.k8s.api.rbac.v1.ClusterRoleBinding",
];
const ROOT = "kubernetes_validate/kubernetes-json-schema";
const FileSchema = z.object({ $defs: z.record(z.string(), z.unknown()) });

/** A definition, and the versions in which it is as it is: most are the same in all. */
interface Kept {
  readonly versions: string[];
  readonly schema: unknown;
}

const [wheel] = process.argv.slice(2);
if (wheel === undefined) throw new Error("Found no file, wanted the path of kubernetes_validate-….whl");
const files = unzipSync(readFileSync(wheel), {
  filter: ({ name }) => name.endsWith("-strict/_definitions.json"),
});
const kept: Record<string, Kept[]> = {};
for (const version of VERSIONS) {
  const file = files[`${ROOT}/v${version}.0-local-strict/_definitions.json`];
  if (!file) throw new Error(`${wheel} has no schemas of ${version}`);
  keep(version, FileSchema.parse(JSON.parse(strFromU8(file))).$defs);
}
writeFileSync("test/chart/schemas/kubernetes.json", `${JSON.stringify(kept)}\n`);

function keep(version: string, definitions: Readonly<Record<string, unknown>>): void {
  const wanted = new Set(KINDS);
  // A set that grows while it is gone through yields what was added, too.
  for (const name of wanted) {
    const schema = plain(definitions[name], wanted);
    const same = (kept[name] ??= []).find((one) => JSON.stringify(one.schema) === JSON.stringify(schema));
    if (same) same.versions.push(version);
    else kept[name].push({ versions: [version], schema });
  }
}

/** A schema without its prose, that refers to others by name. */
function plain(schema: unknown, seen: Set<string>): unknown {
  if (Array.isArray(schema)) return schema.map((part) => plain(part, seen));
  if (typeof schema !== "object" || schema === null) return schema;
  const parts: [string, unknown][] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (key === "$ref" && typeof value === "string") {
      const name = value.slice(value.lastIndexOf("/") + 1);
      seen.add(name);
      parts.push([key, `#/definitions/${name}`]);
    } else if (!isProse(key, value)) parts.push([key, plain(value, seen)]);
  }
  return Object.fromEntries(parts);
}

function isProse(key: string, value: unknown): boolean {
  return (
    (key === "description" && typeof value === "string") ||
    key === "$schema" ||
    key.startsWith("x-kubernetes")
  );
}
