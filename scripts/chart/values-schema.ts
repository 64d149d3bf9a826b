import { BindingCreateSchema } from "@kubecent/shared";
import * as z from "zod";
import { ClustersFileSchema } from "../../server/src/config/clusters/clusters-file.ts";
import { ENVIRONMENTS } from "../../server/src/config/groups/service-settings.ts";
import { IssuerEntrySchema } from "../../server/src/config/fields/jwt-issuers.ts";
import { CROSS_RULES } from "./cross-rules.ts";
import {
  address,
  butFor,
  cidr,
  egressRules,
  extraVolumeMounts,
  extraVolumes,
  furtherAnnotations,
  furtherLabels,
  labels,
  peers,
  placement,
} from "./kubernetes-schemas.ts";
import { withHelmPatterns, withoutEmptyRequired } from "./for-helm.ts";
import { takenVariables, settingSchemas } from "./setting-schemas.ts";

const name = z.string().regex(/^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$/);
const key = z.string().regex(/^[-._a-zA-Z0-9]{0,253}$/);
const quantity = z.string().regex(/^([1-9][0-9]*(\.[0-9]+)?|0\.[0-9]*[1-9])(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/);
const texts = z.record(z.string(), z.string());
/** A part of every object's name, which Services want to begin with a letter; no longer than what "-postgresql" leaves. */
const prefix = z.string().regex(/^([a-z]([-a-z0-9]{0,38}[a-z0-9])?)?$/);
const hostname = z.string().regex(/^(\*\.)?[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
const httpUrl = z.string().regex(/^(https?:\/\/[^@?#\s]+)?$/);
const port = z.int().min(1).max(65_535);
const host = z.string().regex(/^[A-Za-z0-9_.:-]{0,253}$/);
const replicas = z.int().min(0).max(100);
/** Kubernetes' own objects: the API server knows their fields better. */
const object = z.record(z.string(), z.unknown());
const resources = z.strictObject({ requests: amounts().nullish(), limits: amounts().nullish() });
const image = z.strictObject({
  repository: z.string().regex(/^[a-z0-9][a-z0-9._:/-]*$/),
  tag: z.string().regex(/^([A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/),
  digest: z.string().regex(/^(sha256:[0-9a-f]{64})?$/),
  pullPolicy: z.enum(["Always", "IfNotPresent", "Never"]),
});
const component = {
  replicas,
  resources,
  annotations: texts,
  podAnnotations: furtherAnnotations,
  podLabels: furtherLabels,
  ...placement,
  priorityClassName: name,
};
/** A variable that neither a setting nor the chart has. */
const variable = z
  .strictObject({
    name: butFor(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), takenVariables()),
    value: z.string().optional(),
    valueFrom: object.optional(),
  })
  .meta({ oneOf: [{ required: ["value"] }, { required: ["valueFrom"] }] });
/** From where on an alert fires. */
const threshold = z.number().positive().max(1_000_000_000);
const emptyDir = z.strictObject({ sizeLimit: quantity });
const monitored = z.strictObject({ enabled: z.boolean(), labels });
const keyText = z.string().regex(/^(.{32,})?$/s);

/** The chart's values, strict but for Kubernetes' own objects. */
const ValuesSchema = z.strictObject({
  /** Helm hands it to every chart. */
  global: object.optional(),
  nameOverride: prefix,
  fullnameOverride: prefix,
  commonLabels: furtherLabels,
  environment: z.enum(ENVIRONMENTS),
  mode: z.enum(["split", "all"]),
  image: image.extend({ pullSecrets: z.array(z.strictObject({ name })) }),
  existingSecret: name,
  secretKeys: z.strictObject({
    auditKey: key,
    cursorKey: key,
    auditOldKeys: key,
    notifyKey: key,
    smtpUrl: key,
    databasePassword: key,
    databaseUrl: key,
    databaseDirectUrl: key,
    databaseReadUrl: key,
    redisUrl: key,
    prometheusHeaders: key,
  }),
  secrets: z.strictObject({ auditKey: keyText, cursorKey: keyText, databasePassword: z.string() }),
  database: z.strictObject({
    host,
    port,
    name: z.string().min(1).max(63),
    user: z.string().min(1).max(63),
    sslMode: z.enum(["disable", "require", "verify-full"]),
    caSecret: name,
    caKey: key,
    directHost: host,
    directPort: port,
    readHost: host,
    readPort: port,
  }),
  postgresql: z.strictObject({
    enabled: z.boolean(),
    image: image.extend({ tag: image.shape.tag.min(1) }),
    runAsUser: z.int().min(1).nullish(),
    storage: z.strictObject({ size: quantity, storageClass: name }),
    resources,
    ...placement,
    priorityClassName: name,
  }),
  clusterName: z.string().min(1).max(253),
  prometheus: z.strictObject({
    url: httpUrl,
    existingSecret: name,
    tokenKey: key,
    caKey: key,
    certKey: key,
    keyKey: key,
    secretFiles: z.array(key.min(1)),
  }),
  opencost: z.strictObject({ url: httpUrl }),
  clusters: z.strictObject({
    entries: z.array(ClustersFileSchema.shape.clusters.element),
    existingSecret: name,
    secretFiles: z.array(key.min(1)),
  }),
  demo: z.boolean(),
  priceBooks: texts,
  access: z.strictObject({
    issuers: z.array(IssuerEntrySchema),
    bindings: z.array(BindingCreateSchema),
    tokenReview: z.boolean(),
  }),
  settings: z.object({}),
  api: z.strictObject({
    ...component,
    autoscaling: z.strictObject({
      enabled: z.boolean(),
      minReplicas: z.int().min(1).max(100),
      maxReplicas: z.int().min(1).max(100),
      targetCPU: z.int().min(1).max(100),
    }),
    maxUnavailable: z.int().min(1),
  }),
  collector: z.strictObject(component),
  terminationGracePeriodSeconds: z.int().min(25).max(600),
  preStopSeconds: z.int().min(0).max(300),
  podSecurity: z
    .strictObject({ runAsUser: z.int().min(1).nullish(), fsGroup: z.int().min(1).nullish() })
    .nullish(),
  listenAddress: z.enum(["0.0.0.0", "::"]),
  extraEnv: z.array(variable),
  extraVolumes,
  extraVolumeMounts,
  tmp: emptyDir,
  cache: emptyDir,
  data: z.strictObject({
    persistent: z.boolean(),
    size: quantity,
    storageClass: name,
    existingClaim: name,
    sizeLimit: quantity,
  }),
  serviceAccount: z.strictObject({ create: z.boolean(), name, annotations: texts }),
  service: z.strictObject({ type: z.enum(["ClusterIP", "NodePort", "LoadBalancer"]), annotations: texts }),
  ingress: z.strictObject({
    enabled: z.boolean(),
    className: name,
    annotations: texts,
    host: name,
    path: z.string().startsWith("/"),
    tlsSecret: name,
  }),
  httpRoute: z.strictObject({
    enabled: z.boolean(),
    parentRefs: z.array(z.looseObject({ name: name.min(1) })),
    hostnames: z.array(hostname),
    path: z.string().startsWith("/"),
  }),
  serviceMonitor: monitored.extend({
    interval: z.string().regex(/^[1-9][0-9]*(s|m)$/),
    costsTokenSecret: name,
    costsTokenKey: key.min(1),
  }),
  prometheusRule: monitored.extend({
    runbookBaseUrl: httpUrl.min(1),
    costs: z.boolean(),
    thresholds: z.strictObject({
      spentWarning: threshold,
      spentCritical: threshold,
      expectedLow: threshold,
      pace: threshold,
      anomalyAmount: threshold,
      lateHours: threshold,
    }),
  }),
  grafanaDashboard: monitored.extend({ folder: z.string() }),
  networkPolicy: z.strictObject({
    enabled: z.boolean(),
    ingress: z.strictObject({ controllers: peers, monitoring: peers, nodeCidrs: z.array(cidr) }),
    egress: z.strictObject({
      dns: z.strictObject({ to: peers.min(1), port, nodeLocal: address }),
      prometheus: z.strictObject({ to: peers, port }),
      opencost: z.strictObject({ to: peers, port }),
      database: z.strictObject({ to: peers, ports: z.array(port).min(1) }),
      redis: z.strictObject({ to: peers, port }),
      apiServer: z.strictObject({ to: peers, ports: z.array(port).min(1) }),
      https: z.boolean(),
      extra: egressRules,
    }),
  }),
  tests: z.strictObject({ forbiddenHost: host.min(1), forbiddenPort: port }),
});

function amounts() {
  return z.partialRecord(
    z.enum(["cpu", "memory", "ephemeral-storage"]),
    z.union([quantity, z.number().positive()]),
  );
}

/** The text of values.schema.json. */
export function valuesSchema(): string {
  const made = z.toJSONSchema(ValuesSchema, { target: "draft-7", io: "input", unrepresentable: "any" });
  const settings = { type: "object", properties: settingSchemas(), additionalProperties: false };
  const priceBooks = { type: "object", patternProperties: BOOK_FILES, additionalProperties: false };
  const properties = { ...made.properties, settings, priceBooks };
  const schema = withoutEmptyRequired(withHelmPatterns({ ...made, properties }));
  return `${JSON.stringify({ ...schema, allOf: CROSS_RULES }, null, 2)}\n`;
}

/** Names of files in their folder, and in no other. */
const BOOK_FILES = { "^[-_a-zA-Z0-9][-._a-zA-Z0-9]*\\.(json|csv)$": { type: "string" } };
