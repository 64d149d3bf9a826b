import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import * as z from "zod";
import type { KubeObject } from "./objects.ts";

/** The oldest and the newest version that the chart is made for, and all between them. */
export const VERSIONS = ["1.30", "1.31", "1.32", "1.33", "1.34", "1.35"] as const;

/** Kinds of operators, whose schemas no API server brings. */
const FOREIGN = new Set(["ServiceMonitor", "PrometheusRule", "HTTPRoute"]);
const KeptSchema = z.record(
  z.string(),
  z.array(z.object({ versions: z.array(z.string()), schema: z.record(z.string(), z.unknown()) })),
);
const kept = KeptSchema.parse(JSON.parse(readFileSync("test/chart/schemas/kubernetes.json", "utf8")));
const compiled = new Map<string, ValidateFunction>();

/** What an API server of this version would refuse in an object. */
export function kubeFaults(version: string, object: KubeObject): string[] {
  if (FOREIGN.has(object.kind)) return [];
  const { apiVersion, kind, metadata } = object;
  const key = `${version} ${apiVersion} ${kind}`;
  const validate = compiled.get(key) ?? compile(version, object);
  compiled.set(key, validate);
  const isValid: boolean = validate(object);
  if (isValid) return [];
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [`${kind} ${metadata.name}: ${faults.join(", ")}`];
}

function compile(version: string, { apiVersion, kind }: KubeObject): ValidateFunction {
  const [api = "core", suffix = api] = apiVersion.includes("/")
    ? apiVersion.split("/")
    : ["core", apiVersion];
  const [group] = api.split(".");
  const definitions = definitionsOf(version);
  const name = `io.k8s.api.${group}.${suffix}.${kind}`;
  if (!definitions[name])
    throw new Error(`${name} is not kept: add it in scripts/chart/keep-kube-schemas.ts`);
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
  return ajv.compile({ $ref: `#/definitions/${name}`, definitions });
}

function definitionsOf(version: string): Record<string, Record<string, unknown>> {
  const found = Object.entries(kept).flatMap(([name, schemas]) => {
    const one = schemas.find(({ versions }) => versions.includes(version));
    return one ? [[name, one.schema] as const] : [];
  });
  return Object.fromEntries(found);
}
