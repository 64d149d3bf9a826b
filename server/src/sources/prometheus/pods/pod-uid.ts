/** A pod's uid inside a cgroup's path: with dashes under cgroupfs, with underscores under systemd. */
const POD_UID = /pod([0-9a-f]{8}([-_])[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{12})(?![0-9a-f])/;

/**
 * The uid of the pod that a cgroup belongs to, "" where the path tells none. A static pod's cgroup is named
 * by the hash of its manifest, which is not the uid that the API server gave it.
 */
export function uidOfCgroup(path: string): string {
  return POD_UID.exec(path)?.[1]?.replaceAll("_", "-") ?? "";
}
