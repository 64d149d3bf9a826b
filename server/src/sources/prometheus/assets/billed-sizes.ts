import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode } from "../../../domain/findings/finding.ts";
import { serverSize, shareFiler } from "../../../domain/volumes/share-filer.ts";
import { FORMAL_BYTES, sharedServer, volumeKind } from "../../../domain/volumes/volume-kinds.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { Attendance } from "./attendance.ts";
import type { VolumeFacts } from "./volume-facts.ts";

export interface SizedVolume extends Attendance {
  readonly name: string;
  readonly facts: VolumeFacts;
  /** The size that is stated for it. */
  readonly bytes: number;
}

/**
 * The size that each volume is billed by, in the order given: disks by their own, the folders of a file server
 * by their part of it, and what has a formal size by what lies in it, or by nothing where nobody measures that.
 */
export function billedSizes(volumes: readonly SizedVolume[], findings: FindingBook): number[] {
  const sizes = new Map(volumes.map((volume) => [volume, volume.bytes]));
  for (const volume of volumes) noteOnNode(volume, findings);

  for (const group of groups(volumes.filter(isFolder))) {
    const parts = shareFiler(group.map(folderOf), serverSize(group.map(folderOf)));
    for (const [index, volume] of group.entries()) sizes.set(volume, parts[index] ?? 0);
    if (group.length > 1) noteAll("volume_shares_filer", group, findings);
  }
  for (const group of groups(volumes.filter(isFormal))) {
    const used = group.map(({ facts }) => facts.usedBytes).filter((bytes) => bytes > 0);
    const parts = shareFiler(group.map(folderOf), Math.max(0, ...used));
    for (const [index, volume] of group.entries()) sizes.set(volume, parts[index] ?? 0);
    noteAll("volume_size_formal", group, findings);
  }
  return volumes.map((volume) => sizes.get(volume) ?? 0);
}

function isFormal({ facts, bytes }: SizedVolume): boolean {
  const kind = volumeKind(facts.means);
  return kind === "used" || (bytes >= FORMAL_BYTES && kind !== "node");
}

function isFolder(volume: SizedVolume): boolean {
  return volumeKind(volume.facts.means) === "filer" && !isFormal(volume);
}

/** By server, and by file system where the kubelet tells their sizes: a server may have several. */
function groups(volumes: readonly SizedVolume[]): SizedVolume[][] {
  const keyOf = ({ facts, name }: SizedVolume): string => {
    const server = sharedServer(facts.means);
    return server === null ? `volume ${name}` : `${server} ${facts.systemBytes}`;
  };
  return [...Map.groupBy(volumes, keyOf).values()];
}

function folderOf({ facts, bytes, seenMinutes }: SizedVolume) {
  return { bytes, seenMinutes, usedBytes: facts.usedBytes, systemBytes: facts.systemBytes };
}

function noteOnNode(volume: SizedVolume, findings: FindingBook): void {
  if (volumeKind(volume.facts.means) === "node") noteAll("volume_of_node", [volume], findings);
}

function noteAll(code: FindingCode, volumes: readonly SizedVolume[], findings: FindingBook): void {
  for (const { name, facts, bytes, seenMinutes } of volumes) {
    const minutes = Math.round(seenMinutes.reduce((sum, share) => sum + share, 0));
    const used = facts.usedBytes >= 0 ? gib(facts.usedBytes) : "not measured";
    const driver = facts.means.driver || facts.means.provisioner || facts.means.storageClass;
    const detail = `${driver || "volume"}, ${gib(bytes)} stated, use ${used}`;
    findings.note(code, { kind: "volume", namespace: facts.namespace, name }, { minutes, detail });
  }
}

function gib(bytes: number): string {
  return `${Number((bytes / BYTES_PER_GIB).toPrecision(4))} GiB`;
}
