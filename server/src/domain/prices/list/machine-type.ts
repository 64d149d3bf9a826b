/** Clouds whose list prices are known. */
export const LISTED_CLOUDS = ["aws", "azure", "gcp"] as const;
export type ListedCloud = (typeof LISTED_CLOUDS)[number];

/** Who made a machine's CPU: prices of different makers move apart from region to region. */
export type CpuMaker = "intel" | "amd" | "arm";

/** What the name of an instance type says of its family. */
export interface MachineFamily {
  /** Type names of one family differ in size alone, such as `m8i`, `D*ds_v5` or `n2-standard`. */
  readonly name: string;
  /** What the family shares with its older and newer siblings, such as `m*i`. */
  readonly line: string;
  /** What it shares with siblings that differ in local disks, network or size of memory at the most. */
  readonly class: string;
  readonly generation: number;
  readonly maker: CpuMaker;
}

/** A type's family, and its size within it. */
export interface MachineType extends MachineFamily {
  /** Siblings of one size have the same text here, such as `2xlarge` or `8`. */
  readonly size: string;
}

/** Reads the name of an instance type; null where it follows none of its cloud's rules. */
export function readMachineType(cloud: ListedCloud, name: string): MachineType | null {
  return { aws: readAws, azure: readAzure, gcp: readGcp }[cloud](name);
}

/** `m8i-flex.2xlarge`: a letter or more, a generation, letters for the CPU and what else it has, a variant. */
function readAws(name: string): MachineType | null {
  const [, family = "", size = ""] = /^([a-z0-9-]+)\.([a-z0-9-]+)$/.exec(name) ?? [];
  const [, letters = "", generation = "", suffix = "", variant = ""] =
    /^([a-z]+)-?(\d+)([a-z]*\d?)(-[a-z0-9]+)?$/.exec(family) ?? [];
  if (letters === "") return null;
  return {
    name: family,
    line: `${letters}*${suffix}${variant}`,
    class: letters,
    generation: Number(generation),
    maker: awsMaker(letters, suffix),
    size,
  };
}

function awsMaker(letters: string, suffix: string): CpuMaker {
  if (suffix.startsWith("g") || letters === "a") return "arm";
  return suffix.startsWith("a") ? "amd" : "intel";
}

/**
 * `Standard_E32-8ads_v5`, `Standard_M24ds-12_v3`: letters, cores, those of them that are switched on, letters for what
 * it has, a version.
 */
function readAzure(name: string): MachineType | null {
  const found =
    /^(?<tier>[a-z]+)_(?<letters>[a-z]+)(?<cores>\d+)(?<active>-\d+)?(?<suffix>[a-z]*)(?<late>-\d+)?(?<rest>(?:_[a-z0-9]+)*?)(?:_v(?<version>\d+))?$/i.exec(
      name,
    )?.groups;
  if (!found) return null;
  const { tier, letters = "", cores = "", active, suffix = "", late, rest = "", version = "1" } = found;
  const lower = suffix.toLowerCase();
  const kind = `${letters.toUpperCase()}*${lower}${rest}`;
  return {
    name: `${kind}_v${version}`,
    line: `${tier === "Basic" ? "Basic " : ""}${kind}`,
    class: letters.toUpperCase(),
    generation: Number(version),
    maker: lower.includes("p") ? "arm" : lower.includes("a") ? "amd" : "intel",
    size: `${cores}${active ?? late ?? ""}`,
  };
}

const GCP_FAMILY = /^([a-z]+)(\d+)([a-z]*)$/;

/** `n2d-standard-8`: letters, a generation and perhaps a CPU maker; memory by the core; cores and what else it has. */
function readGcp(name: string): MachineType | null {
  const [, family = "", shape = "", size = ""] = /^([a-z0-9]+)-([a-z]+)(?:-(.+))?$/.exec(name) ?? [];
  const [, letters = "", generation = "", suffix = ""] = GCP_FAMILY.exec(family) ?? [];
  if (letters === "") return null;
  return {
    name: `${family}-${shape}`,
    line: `${letters}*${suffix}-${shape}`,
    class: `${letters}-${shape}`,
    generation: Number(generation),
    maker: gcpMaker(letters, suffix),
    size: size === "" ? shape : size,
  };
}

function gcpMaker(letters: string, suffix: string): CpuMaker {
  if (suffix === "a" && letters !== "a") return "arm";
  return suffix === "d" ? "amd" : "intel";
}
