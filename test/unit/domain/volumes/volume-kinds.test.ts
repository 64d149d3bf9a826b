import { expect, test } from "vitest";
import {
  isOnNode,
  meansIn,
  providerIdOf,
  sharedServer,
  volumeKind,
} from "../../../../server/src/domain/volumes/volume-kinds.ts";

function means(driver: string, handle = "", storageClass = "", provisioner = "") {
  return { driver, handle, storageClass, provisioner };
}

test.each([
  { what: "a CSI disk", of: means("ebs.csi.aws.com", "vol-1", "gp3", "ebs.csi.aws.com"), kind: "disk" },
  { what: "of unknown means", of: means(""), kind: "disk" },
  { what: "local", of: means("local", "/mnt/disks/ssd0"), kind: "node" },
  { what: "a host path", of: means("hostPath", "/data"), kind: "node" },
  { what: "by local-path", of: means("", "", "fast", "rancher.io/local-path"), kind: "node" },
  { what: "without provisioner", of: means("", "", "ssd", "kubernetes.io/no-provisioner"), kind: "node" },
  { what: "of a class named local-path", of: means("", "", "local-path"), kind: "node" },
  {
    what: "an NFS folder without provisioner",
    of: means("nfs", "filer:/a", "x", "kubernetes.io/no-provisioner"),
    kind: "filer",
  },
  { what: "a CSI NFS folder", of: means("nfs.csi.k8s.io", "filer#export#a"), kind: "filer" },
  { what: "EFS", of: means("efs.csi.aws.com", "fs-0a1b::fsap-2"), kind: "used" },
  { what: "a bucket", of: means("s3.csi.aws.com", "bucket"), kind: "used" },
])("a volume that is $what is of kind $kind", ({ of, kind }) => {
  expect(volumeKind(of)).toBe(kind);
});

test.each([
  { of: means("nfs", "filer.example:/export/a"), server: "nfs#filer.example" },
  { of: means("nfs", "[fd00::1]:/export/a"), server: "nfs#[fd00::1]" },
  { of: means("nfs.csi.k8s.io", "filer#export#pvc-1##"), server: "nfs.csi.k8s.io#filer" },
  { of: means("smb.csi.k8s.io", "//filer/share#pvc-1"), server: "smb.csi.k8s.io#filer" },
  { of: means("efs.csi.aws.com", "fs-0a1b::fsap-2"), server: "efs.csi.aws.com#fs-0a1b" },
  { of: means("s3.csi.aws.com", "bucket"), server: null },
  { of: means("ebs.csi.aws.com", "vol-1"), server: null },
])("$of.handle by $of.driver is of server $server", ({ of, server }) => {
  expect(sharedServer(of)).toBe(server);
});

test("a provider id says how a volume is attached, but for disks", () => {
  expect(providerIdOf(means("ebs.csi.aws.com", "vol-1"))).toBe("vol-1");
  expect(providerIdOf(means("local", "/mnt/a"))).toBe("local#/mnt/a");
  expect(providerIdOf(means("", "", "local-path"))).toBe("local#");
  expect(meansIn("efs.csi.aws.com#fs-1::a")).toEqual({ driver: "efs.csi.aws.com", handle: "fs-1::a" });
  expect(meansIn("vol-1")).toEqual({ driver: "", handle: "vol-1" });
  expect(meansIn("rg#account#share")).toEqual({ driver: "", handle: "rg#account#share" });
  expect([isOnNode("hostPath#/a"), isOnNode("nfs#filer:/a"), isOnNode("vol-1")]).toEqual([
    true,
    false,
    false,
  ]);
});
