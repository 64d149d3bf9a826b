import { BYTES_PER_GIB } from "../units.ts";

/**
 * What is paid for a volume. `disk`: its size. `node`: nothing, it lies on a disk of its node. `filer`: it is a
 * folder of a file server, whose size is paid once. `used`: what lies in it; its size is a form.
 */
export type VolumeKind = "disk" | "node" | "filer" | "used";

/** How a volume is attached. */
export interface VolumeMeans {
  /** A CSI driver, or "local", "hostPath", "nfs"; "" where unknown. */
  readonly driver: string;
  /** The driver's name of the volume. */
  readonly handle: string;
  readonly storageClass: string;
  /** Who provides volumes of its class; "" where unknown. */
  readonly provisioner: string;
}

/** No disk that can be rented is this large: such a size says "as much as you like". */
export const FORMAL_BYTES = 2 ** 20 * BYTES_PER_GIB;

/** Drivers and provisioners whose volumes lie on a disk of the node. */
const ON_NODE = new Set([
  "local",
  "hostPath",
  "kubernetes.io/no-provisioner",
  "kubernetes.io/host-path",
  "rancher.io/local-path",
  "k8s.io/minikube-hostpath",
  "microk8s.io/hostpath",
  "docker.io/hostpath",
  "hostpath.csi.k8s.io",
  "kubevirt.io.hostpath-provisioner",
  "openebs.io/local",
  "local.csi.openebs.io",
  "zfs.csi.openebs.io",
  "topolvm.io",
  "topolvm.cybozu.com",
]);

/** Names of classes that mean the node's disk, for sources that tell neither driver nor provisioner. */
const CLASSES_ON_NODE = new Set(["local-path", "local-storage", "hostpath", "microk8s-hostpath"]);

/** Drivers whose volumes are folders of one server; the server's name leads their handles. */
const FILERS: Readonly<Record<string, RegExp>> = {
  nfs: /^(\[[^\]]+\]|[^:]*)/,
  "nfs.csi.k8s.io": /^([^#/]+)[#/]/,
  "smb.csi.k8s.io": /^\/\/([^/#]+)/,
};

/** Drivers of file systems that grow by themselves and of object stores; the file system leads the handle. */
const BY_USE: Readonly<Record<string, RegExp | null>> = {
  "efs.csi.aws.com": /^(fs-[0-9a-f]+)/,
  "nasplugin.csi.alibabacloud.com": null,
  "s3.csi.aws.com": null,
  "gcsfuse.csi.storage.gke.io": null,
  "blob.csi.azure.com": null,
  "ru.yandex.s3.csi": null,
  "ch.ctrox.csi.s3-driver": null,
  "ossplugin.csi.alibabacloud.com": null,
  "com.tencent.cloud.csi.cosfs": null,
  "obs.csi.everest.io": null,
  "csi.juicefs.com": null,
};

/** What is paid for a volume that is attached so. */
export function volumeKind({ driver, storageClass, provisioner }: VolumeMeans): VolumeKind {
  if (driver === "" && CLASSES_ON_NODE.has(storageClass)) return "node";
  if (ON_NODE.has(driver) || (driver === "" && ON_NODE.has(provisioner))) return "node";
  if (driver in FILERS) return "filer";
  return driver in BY_USE ? "used" : "disk";
}

/** Names the file server or file system that a volume is a part of; null where it is a thing of its own. */
export function sharedServer({ driver, handle }: VolumeMeans): string | null {
  const [, server = ""] = (FILERS[driver] ?? BY_USE[driver])?.exec(handle) ?? [];
  return server === "" ? null : `${driver}#${server}`;
}

const MARK = "#";

/** The provider id of a volume: for kinds other than disks it begins with how the volume is attached. */
export function providerIdOf(means: VolumeMeans): string {
  const { driver, handle } = means;
  if (volumeKind(means) === "disk") return handle;
  return `${driver === "" ? "local" : driver}${MARK}${handle}`;
}

/** How a volume is attached and its own id, from its provider id; the first is "" for disks. */
export function meansIn(providerId: string): { driver: string; handle: string } {
  const mark = providerId.indexOf(MARK);
  const driver = providerId.slice(0, Math.max(0, mark));
  const isMeans = ON_NODE.has(driver) || driver in FILERS || driver in BY_USE;
  return isMeans ? { driver, handle: providerId.slice(mark + 1) } : { driver: "", handle: providerId };
}

/** Whether a volume lies on a disk of its node, by its provider id. */
export function isOnNode(providerId: string): boolean {
  return ON_NODE.has(meansIn(providerId).driver);
}
