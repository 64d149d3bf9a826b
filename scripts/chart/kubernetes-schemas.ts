// What values take of Kubernetes' own objects, as far as a mistake in them would do harm unseen: the API server drops no
// unknown field of a label or a peer, it refuses the whole object in the middle of an upgrade.
import * as z from "zod";

const OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
const IPV4 = `(${OCTET}\\.){3}${OCTET}`;
const IPV6 = "[0-9a-fA-F]*:[0-9a-fA-F:]*(\\.[0-9.]+)?";

/** An address, or nothing. */
export const address = z.string().regex(new RegExp(`^(${IPV4}|${IPV6})?$`));
/** A network: 10.0.0.0/8 or fd00::/8. */
export const cidr = z
  .string()
  .regex(new RegExp(`^(${IPV4}/(3[0-2]|[12]?[0-9])|${IPV6}/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$`));

const PREFIX = "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?";
const labelKey = z.string().regex(new RegExp(`^${PREFIX}[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`));
const labelValue = z.string().regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/);

/** Labels as Kubernetes takes them. */
export const labels = z.record(labelKey, labelValue);
/** Labels beside the chart's own, by which Services and policies find pods: these cannot be given. */
const OWN_LABELS = ["name", "instance", "component", "version", "managed-by"].map(
  (name) => `app.kubernetes.io/${name}`,
);
export const furtherLabels = z.record(butFor(labelKey, [...OWN_LABELS, "helm.sh/chart"]), labelValue);
/** Annotations beside those by which pods are replaced when a setting changes. */
export const furtherAnnotations = z.record(
  butFor(labelKey, ["checksum/config", "checksum/files"]),
  z.string(),
);

const expression = z.strictObject({
  key: labelKey,
  operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
  values: z.array(labelValue).optional(),
});
const selector = z.strictObject({
  matchLabels: labels.optional(),
  matchExpressions: z.array(expression).optional(),
});
const ipBlock = z.strictObject({ cidr, except: z.array(cidr).optional() });

/** One end of a policy's rule: pods, or a network. One without any selector would be the whole world. */
const peer = z
  .strictObject({
    namespaceSelector: selector.optional(),
    podSelector: selector.optional(),
    ipBlock: ipBlock.optional(),
  })
  .meta({ minProperties: 1, not: { required: ["ipBlock"], minProperties: 2 } });
export const peers = z.array(peer);

const policyPort = z.strictObject({
  protocol: z.enum(["TCP", "UDP", "SCTP"]).optional(),
  port: z.union([z.int().min(1).max(65_535), z.string()]).optional(),
  endPort: z.int().min(1).max(65_535).optional(),
});
/** Further rules of egress, whole. */
export const egressRules = z.array(
  z.strictObject({ to: peers.optional(), ports: z.array(policyPort).optional() }).meta({ minProperties: 1 }),
);

const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(["Exists", "Equal", "Lt", "Gt"]).optional(),
  value: z.string().optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  tolerationSeconds: z.int().optional(),
});
const object = z.record(z.string(), z.unknown());

/** Where pods may run. */
export const placement = {
  nodeSelector: labels,
  tolerations: z.array(toleration),
  affinity: z.partialRecord(z.enum(["nodeAffinity", "podAffinity", "podAntiAffinity"]), object),
};

/** Kinds of volumes that the restricted Pod Security Standard allows. */
const volumeKinds = {
  configMap: object.optional(),
  csi: object.optional(),
  downwardAPI: object.optional(),
  emptyDir: object.optional(),
  ephemeral: object.optional(),
  persistentVolumeClaim: object.optional(),
  projected: object.optional(),
  secret: object.optional(),
};
const OWN_VOLUMES = ["tmp", "cache", "data", "files", "api-server"];
const volumeName = butFor(z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/), OWN_VOLUMES);

/** Further volumes, whose names are not the chart's own. */
export const extraVolumes = z.array(
  z.strictObject({ name: volumeName, ...volumeKinds }).meta({ minProperties: 2, maxProperties: 2 }),
);
/** Where they are mounted: not over what the image or the chart has. */
export const extraVolumeMounts = z.array(
  z.strictObject({
    name: volumeName,
    mountPath: z
      .string()
      .startsWith("/")
      .meta({ not: { pattern: "^/+((app|tmp|etc/kubecent|proc|sys|dev)(/|$)|$)" } }),
    subPath: z.string().optional(),
    readOnly: z.boolean().optional(),
  }),
);

/** A text that is none of these. Helm's patterns cannot say it: they know no lookahead. */
export function butFor(text: z.ZodString, taken: readonly string[]): z.ZodString {
  return text.meta({ not: { enum: taken } });
}
