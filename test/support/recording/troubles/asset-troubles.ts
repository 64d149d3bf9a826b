import { constant, STATE } from "./constant.ts";
import type { Sample } from "../emit.ts";
import { isOf, type MakeTrouble, pickVictim, type Scene } from "./trouble.ts";

const GIB = 2 ** 30;
const EXPORTER = 'job="opencost",instance="10.1.0.9:9003"';

interface ToldVolume {
  readonly name: string;
  readonly namespace: string;
  readonly claim: string;
  readonly gib: number;
  readonly perGibHour: number | null;
  /** More labels of `kube_persistentvolume_info`, as text. */
  readonly means: string;
}

function tell(scene: Scene, volume: ToldVolume): Sample[] {
  const { name, namespace, claim, gib, perGibHour, means } = volume;
  const claimed = `namespace="${namespace}",persistentvolumeclaim="${claim}",volumename="${name}",storageclass="own"`;
  const told = [
    [`kube_persistentvolume_capacity_bytes{${STATE},persistentvolume="${name}"}`, gib * GIB],
    [`kube_persistentvolumeclaim_info{${STATE},${claimed}}`, 1],
    [`kube_persistentvolume_info{${STATE},persistentvolume="${name}",storageclass="own",${means}}`, 1],
  ] as const;
  const price = `pv_hourly_cost{${EXPORTER},persistentvolume="${name}",volumename="${name}"}`;
  return [
    ...told.flatMap(([series, value]) => constant(scene, series, value)),
    ...(perGibHour === null ? [] : constant(scene, price, perGibHour)),
  ];
}

/** An ephemeral volume: its claim is named after its pod, and no metric ties the two. */
export const ephemeralVolume: MakeTrouble = (scene) => {
  const { pod } = pickVictim(scene);
  const { namespace } = pod;
  const volume = {
    name: "pvc-ephemeral",
    namespace,
    claim: `${pod.name}-scratch`,
    gib: 200,
    perGibHour: 2e-4,
  };
  return {
    name: `an ephemeral volume of ${pod.name}`,
    touched: [namespace],
    record: (sample) => [sample],
    extra: () => tell(scene, { ...volume, means: 'csi_driver="ebs.csi.aws.com"' }),
    truth: (world) => ({
      ...world,
      volumes: [
        ...world.volumes,
        { ...volume, bytes: volume.gib * GIB, from: 0, until: Number.POSITIVE_INFINITY },
      ],
    }),
  };
};

/** Disks of nodes, which cost nothing of their own. */
export const localVolumes: MakeTrouble = (scene) => ({
  name: "two volumes on the nodes' own disks",
  touched: ["media"],
  record: (sample) => [sample],
  extra: () =>
    ["a", "b"].flatMap((letter) =>
      tell(scene, {
        name: `local-${letter}`,
        namespace: "media",
        claim: `cache-${letter}`,
        gib: 800,
        perGibHour: 1e-4,
        means: `local_path="/mnt/disks/${letter}"`,
      }),
    ),
});

/** Three folders of one file server, each told with the server's size: it is paid once. */
export const folders: MakeTrouble = (scene) => {
  const size = { gib: 1_024, perGibHour: 1e-4 };
  return {
    name: "three folders of one NFS server",
    touched: ["media"],
    record: (sample) => [sample],
    extra: () =>
      [1, 2, 3].flatMap((number) =>
        tell(scene, {
          name: `nfs-${number}`,
          namespace: "media",
          claim: `share-${number}`,
          ...size,
          means: `nfs_server="10.8.0.1",nfs_path="/export/${number}"`,
        }),
      ),
    truth: (world) => {
      const server = { name: "nfs", namespace: "media", claim: "", bytes: size.gib * GIB };
      const volume = { ...server, perGibHour: size.perGibHour, from: 0, until: Number.POSITIVE_INFINITY };
      return { ...world, volumes: [...world.volumes, volume] };
    },
  };
};

/** The GPUs of a node are offered four times each, and pods request slices. */
export const slicedGpus: MakeTrouble = (scene) => {
  const SLICES = 4;
  const nodes = scene.world.nodes.filter(({ gpus }) => gpus > 0);
  const extra = nodes.flatMap(({ name, gpus }) =>
    Array.from({ length: gpus }, (_, index) =>
      constant(
        scene,
        `DCGM_FI_DEV_GPU_UTIL{job="dcgm",instance="${name}",node="${name}",UUID="GPU-${index}"}`,
        40,
      ),
    ),
  );
  return {
    name: `GPUs are offered ${SLICES} times`,
    touched: ["ml"],
    record: (sample) => {
      const isTold =
        isOf(sample, "kube_node_status_capacity", { resource: "nvidia_com_gpu" }) ||
        isOf(sample, "kube_pod_container_resource_requests", { resource: "nvidia_com_gpu" });
      return [isTold ? { ...sample, value: String(Number(sample.value) * SLICES) } : sample];
    },
    extra: () => extra.flat(),
  };
};
