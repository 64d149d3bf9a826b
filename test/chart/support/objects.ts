import { parseAllDocuments } from "yaml";
import * as z from "zod";

const LabelsSchema = z.record(z.string(), z.string());
const SecuritySchema = z.looseObject({
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  privileged: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  capabilities: z
    .looseObject({ drop: z.array(z.string()).default([]), add: z.array(z.string()).default([]) })
    .optional(),
  seccompProfile: z.looseObject({ type: z.string() }).optional(),
});
const ContainerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  ports: z.array(z.looseObject({ containerPort: z.number(), hostPort: z.number().optional() })).default([]),
  resources: z
    .looseObject({ requests: LabelsSchema.default({}), limits: LabelsSchema.default({}) })
    .optional(),
  securityContext: SecuritySchema.optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
});
const PodSpecSchema = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  securityContext: SecuritySchema.optional(),
  containers: z.array(ContainerSchema),
  initContainers: z.array(ContainerSchema).default([]),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});

export const ObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: LabelsSchema.default({}),
    annotations: LabelsSchema.default({}),
  }),
  spec: z.unknown().optional(),
});

export type KubeObject = z.output<typeof ObjectSchema>;
export type Container = z.output<typeof ContainerSchema>;

/** The objects in a text of manifests. */
export function objectsIn(text: string): KubeObject[] {
  const objects = parseAllDocuments(text, { merge: false }).map((document): unknown => document.toJS());
  return objects.filter((object) => object !== null).map((object) => ObjectSchema.parse(object));
}

/** A pod that an object makes, by the object's name. */
export interface FoundPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: z.output<typeof PodSpecSchema>;
}

const TemplateSchema = z.looseObject({
  template: z.looseObject({
    metadata: z.looseObject({ labels: LabelsSchema, annotations: LabelsSchema.default({}) }),
    spec: PodSpecSchema,
  }),
});

/** Every pod that the objects make: Pods, and those of Deployments, StatefulSets and Jobs. */
export function podsOf(objects: readonly KubeObject[]): FoundPod[] {
  return objects.flatMap(({ kind, metadata, spec }): FoundPod[] => {
    if (kind === "Pod") {
      const { name, labels, annotations } = metadata;
      return [{ name, labels, annotations, spec: PodSpecSchema.parse(spec) }];
    }
    if (!["Deployment", "StatefulSet", "Job", "CronJob", "DaemonSet"].includes(kind)) return [];
    const { template } = TemplateSchema.parse(spec);
    return [{ name: metadata.name, ...template.metadata, spec: template.spec }];
  });
}

/** All containers of a pod, those that run first too. */
export function containersOf({ spec }: FoundPod): Container[] {
  return [...spec.initContainers, ...spec.containers];
}
