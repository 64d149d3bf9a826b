/** One unit of a resource that nodes offer and containers request. */
export interface AcceleratorUnit {
  /** Devices of one family are counted together; a node may have several families. */
  readonly family: string;
  /** Some plugins offer the same devices under several names: each name is then a view of its own. */
  readonly view: string;
  /** How much of a device one unit is, before anything is known about the node. */
  readonly fraction: number;
  /** How many such units fit on one device at most; slices may leave a rest that nobody can take. */
  readonly mostOnDevice: number;
  /** Whether one device may be offered several times, by time slicing, MPS or the like. */
  readonly isShareable: boolean;
}

/** A GPU that is cut into slices has seven parts of compute, but for some types, which have four. */
const SEVENTHS = 7;
const QUARTERS = 4;
const QUARTERED_PROFILES = new Set(["1g_6gb", "2g_12gb", "4g_24gb", "2g_48gb", "4g_96gb"]);

/** The names of resources as kube-state-metrics writes them: all but letters and digits is "_". */
const MIG = /^nvidia_com_mig_((\d)g_\d+gb)/;
const NVIDIA = /^nvidia_com_(?:gpu|gpu_shared|pgpu)$/;

/** Fractions that AMD's plugin offers under names of their own, as "amd.com/cpx_nps4". */
const AMD_PARTITION = /^amd_com_([sdtqc]px)(?:_nps\d)?$/;
const AMD_PARTS: Readonly<Record<string, number>> = { spx: 1, dpx: 2, tpx: 3, qpx: 4, cpx: 8 };

/** A Neuron device has at least two cores; where the node also offers devices, their number tells how many. */
const CORES_OF_NEURON = 2;

/** Whole devices by name, with whether a plugin may offer one device several times. */
const WHOLE: readonly (readonly [name: RegExp, family: string, isShareable: boolean])[] = [
  [NVIDIA, "nvidia", true],
  [/^amd_com_gpu$/, "amd", true],
  [/^gpu_intel_com_(?:i915|xe)$/, "intel", true],
  [/^habana_ai_gaudi\d?$/, "habana", false],
  [/^google_com_tpu$/, "tpu", false],
  [/^qualcomm_com_(?:qaic|qda|cloud_ai)\w*$/i, "qualcomm", false],
  [/^huawei_com_(?:npu|ascend\d+[a-z]?)$/i, "huawei", false],
  [/^rockchip_com_npu$/, "rockchip", true],
  [/^cambricon_com_(?:mlu|real_mlu_counts|vmlu)$/, "cambricon", true],
  [/^hygon_com_dcu(?:num)?$/, "hygon", true],
  [/^(?:kunlunxin|baidu)_com_(?:v?xpu|\w*kunlun)$/i, "kunlunxin", true],
  [/^enflame_com_\w*gcu$/, "enflame", true],
  [/^furiosa_ai_\w+$/, "furiosa", false],
  [/^rebellions_ai_\w+$/i, "rebellions", false],
  [/^tenstorrent_com_\w+$/, "tenstorrent", false],
];

/** Resources that plugins for shared devices add beside the count: memory, cores, percentages. */
const PART_OF_DEVICE =
  /(?:gpu|npu|mlu|dcu|xpu).*(?:mem|core|perc|milli|tile|monitoring)|_com_(?:memory|millicores|tiles)/i;
/** Words that name an accelerator of an unknown maker. */
const LOOKS_LIKE_ONE = /(?:^|[_\d])v?(?:gpu|npu|tpu|xpu|ipu|vpu|accelerator)(?:$|[_\d])|gpu/i;
/** Makers of accelerators: a resource of theirs that is not known may be one. */
const MAKERS = [
  "nvidia_com",
  "amd_com",
  "gpu_intel_com",
  "npu_intel_com",
  "habana_ai",
  "aws_amazon_com_neuron",
  "google_com_tpu",
  "qualcomm_com",
  "huawei_com",
  "rockchip_com",
  "cambricon_com",
  "hygon_com",
  "kunlunxin_com",
  "baidu_com",
  "enflame_com",
  "furiosa_ai",
  "rebellions_ai",
  "tenstorrent_com",
];

/** What a query asks for: all that may be an accelerator, by its maker or by its name. */
export const ACCELERATOR_PATTERN = `.*gpu.*|.*[nxtiv]pu.*|(?:${MAKERS.join("|")}).*`;

/** What a resource is on a node: a known unit, an unknown one that may be an accelerator, or none. */
export function acceleratorUnit(resource: string): AcceleratorUnit | null {
  const name = resource.replaceAll(/\W/g, "_");
  return migUnit(name) ?? amdUnit(name) ?? neuronUnit(name) ?? wholeUnit(name) ?? namedUnit(name);
}

/** Whether a resource may be an accelerator that this table does not know. */
export function isUnknownAccelerator(resource: string): boolean {
  const name = resource.replaceAll(/\W/g, "_");
  if (PART_OF_DEVICE.test(name)) return false;
  const isKnown = migUnit(name) ?? amdUnit(name) ?? neuronUnit(name) ?? wholeUnit(name);
  return !isKnown && (LOOKS_LIKE_ONE.test(name) || MAKERS.some((maker) => name.startsWith(maker)));
}

/** How much of a device a slice of a profile such as "3g.47gb" is; null where the text names none. */
export function migFraction(profile: string): { fraction: number; mostOnDevice: number } | null {
  const [, , compute] = MIG.exec(`nvidia_com_mig_${profile.replaceAll(/\W/g, "_")}`) ?? [];
  if (compute === undefined) return null;
  const parts = QUARTERED_PROFILES.has(profile.replaceAll(/\W/g, "_")) ? QUARTERS : SEVENTHS;
  const slices = Number(compute);
  return { fraction: Math.min(1, slices / parts), mostOnDevice: Math.max(1, Math.floor(parts / slices)) };
}

function migUnit(name: string): AcceleratorUnit | null {
  const [, profile] = MIG.exec(name) ?? [];
  const slice = profile === undefined ? null : migFraction(profile);
  return slice && { family: "nvidia", view: "", ...slice, isShareable: true };
}

function amdUnit(name: string): AcceleratorUnit | null {
  const [, partition] = AMD_PARTITION.exec(name) ?? [];
  const parts = AMD_PARTS[partition ?? ""];
  if (parts === undefined) return null;
  return { family: "amd", view: "", fraction: 1 / parts, mostOnDevice: parts, isShareable: true };
}

function neuronUnit(name: string): AcceleratorUnit | null {
  const [, view] = /^aws_amazon_com_(neuron(?:core|device)?)$/.exec(name) ?? [];
  if (view === undefined) return null;
  const units = view === "neuroncore" ? CORES_OF_NEURON : 1;
  return { family: "neuron", view, fraction: 1 / units, mostOnDevice: units, isShareable: false };
}

function wholeUnit(name: string): AcceleratorUnit | null {
  const [, family, isShareable = false] = WHOLE.find(([pattern]) => pattern.test(name)) ?? [];
  if (family === undefined || PART_OF_DEVICE.test(name)) return null;
  return { family, view: "", fraction: 1, mostOnDevice: 1, isShareable };
}

/** An unknown resource with a telling name counts as a device; one with only its maker's name does not. */
function namedUnit(name: string): AcceleratorUnit | null {
  if (PART_OF_DEVICE.test(name) || !LOOKS_LIKE_ONE.test(name)) return null;
  return { family: name, view: "", fraction: 1, mostOnDevice: 1, isShareable: true };
}
