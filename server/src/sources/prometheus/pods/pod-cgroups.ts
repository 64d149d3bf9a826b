import type { HourReader } from "../query/hour-reader.ts";
import { POD_FAMILIES, type PodFamily } from "../query/families.ts";
import { escapeRegex, type Matcher } from "../query/selector.ts";
import type { Shard } from "../query/shard.ts";
import { labelOf, type Series } from "../series/series.ts";

/** More pods than this are not named one by one: then all of the shard are asked for. */
const MOST_NAMED_PODS = 200;

/** A pod's own cgroup, and none within it: its path ends with the pod's uid, or a static pod's hash. */
const POD_CGROUP = /pod[0-9a-f_-]{32,36}(?:\.slice)?$/;

/** What pods used as a whole. */
export interface PodCgroups {
  readonly cpu: readonly Series[];
  readonly ram: readonly Series[];
}

/** Reads what the pods as a whole used of which no container is measured; nothing where there are none. */
export async function readPodCgroups(
  reader: HourReader,
  shard: Shard,
  series: { readonly running: Series[]; readonly cpu: Series[]; readonly ram: Series[] },
): Promise<PodCgroups> {
  const measured = new Set([...series.cpu, ...series.ram].map(nameOf));
  const running = series.running.filter(({ values }) => values.includes(1));
  const unmeasured = new Map(
    running.filter((each) => !measured.has(nameOf(each))).map((each) => [nameOf(each), labelOf(each, "pod")]),
  );
  if (unmeasured.size === 0) return { cpu: [], ram: [] };

  const named = matchersFor(new Set(unmeasured.values()));
  const read = async (family: PodFamily): Promise<Series[]> => {
    const matchers = [...(named ?? shard.matchersFor(family))];
    const found = await reader.samples(POD_FAMILIES[family], { matchers });
    return found.filter((each) => shard.holds(each) && unmeasured.has(nameOf(each)));
  };
  const [cpu, kubeletCpu, ram, kubeletRam] = await Promise.all([
    read("podCpu"),
    read("kubeletPodCpu"),
    read("podRam"),
    read("kubeletPodRam"),
  ]);
  return { cpu: ownCgroups([...cpu, ...kubeletCpu]), ram: ownCgroups([...ram, ...kubeletRam]) };
}

function matchersFor(pods: ReadonlySet<string>): Matcher[] | null {
  if (pods.size > MOST_NAMED_PODS) return null;
  return [{ label: "pod", operator: "=~", value: [...pods].map(escapeRegex).join("|") }];
}

/** Of each pod its own cgroup; what kubelet tells without a cgroup where there is none. */
function ownCgroups(series: readonly Series[]): Series[] {
  return [...Map.groupBy(series, nameOf).values()].flatMap((ofPod) => {
    const own = ofPod.filter(({ labels }) => POD_CGROUP.test(labels["id"] ?? ""));
    return own.length > 0 ? own : ofPod.filter(({ labels }) => (labels["id"] ?? "") === "");
  });
}

function nameOf(series: Series): string {
  return `${labelOf(series, "namespace")}\n${labelOf(series, "pod", "pod_name")}`;
}
