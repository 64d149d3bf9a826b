import type { AdvicePreset } from "@kubecent/shared";
import type { ContainerEvidence } from "../evidence.ts";
import type { Insufficient, PoolSize, Size, Warning } from "../recommendation.ts";
import { clampSize } from "./clamp.ts";
import { containerWarnings } from "./container-warnings.ts";
import { pooledTarget } from "./pools.ts";
import { defaultTarget } from "./presets/default-target.ts";
import { krrTarget } from "./presets/krr-target.ts";
import { kubecostTarget } from "./presets/kubecost-target.ts";
import { vpaTarget } from "./presets/vpa-target.ts";
import { tooLittle } from "./sufficiency.ts";
import type { Preset, SizedContainer, Target } from "./target.ts";
import { sizeOf } from "./target-size.ts";

/** What a rule says of one container, before its pod and its money are looked at. */
export interface Draft {
  readonly evidence: ContainerEvidence;
  readonly size: Size;
  readonly byPool: readonly PoolSize[];
  readonly rule: string;
  readonly warnings: readonly Warning[];
  /** Why nothing is advised. */
  readonly insufficient: Insufficient | null;
}

const OTHERS: Readonly<Record<Exclude<AdvicePreset, "default">, Preset>> = {
  krr: krrTarget,
  vpa: vpaTarget,
  kubecost: kubecostTarget,
};

/** Sizes a container by a preset. Those of other tools go without the rules of the namespace and without our doubts. */
export function draftOf(container: SizedContainer, preset: AdvicePreset): Draft {
  return preset === "default" ? ownDraft(container) : otherDraft(container, OTHERS[preset](container));
}

function ownDraft(container: SizedContainer): Draft {
  const { evidence, workload } = container;
  const little = tooLittle(container);
  if (little) {
    return { evidence, size: ownSize(evidence), byPool: [], rule: "", warnings: [], insufficient: little };
  }
  const { target, byPool } = pooledTarget(container, defaultTarget);
  const { size, warnings } = clampSize(sizeOf(container, target), target, workload);
  const draft = otherDraft(container, target);
  const clampedPools = byPool.map(({ pool, advised }) => ({
    pool,
    advised: clampSize(advised, target, workload).size,
  }));
  return {
    ...draft,
    size,
    byPool: clampedPools,
    warnings: [...draft.warnings, ...warnings],
    insufficient: byPool.length > 0 ? poolsDiffer(byPool) : draft.insufficient,
  };
}

function otherDraft(container: SizedContainer, target: Target): Draft {
  return {
    evidence: container.evidence,
    size: sizeOf(container, target),
    byPool: [],
    rule: ruleOf(target),
    warnings: containerWarnings(container, target),
    insufficient: "kept" in target.cpu && "kept" in target.ram ? target.cpu.kept : null,
  };
}

/** A container's size as it is; a limit that nobody told is none here. */
export function ownSize({ requests, limits }: ContainerEvidence): Size {
  return { requests, limits: limits === "unknown" ? { cpuCores: null, ramBytes: null } : limits };
}

function ruleOf({ cpu, ram }: Target): string {
  return [cpu, ram].flatMap((target) => ("kept" in target ? [] : target.why)).join("; ");
}

function poolsDiffer(byPool: readonly PoolSize[]): Insufficient {
  const text = `its pods need different sizes in ${byPool.length} pools of nodes: one size would be wrong in some. Split it by pool`;
  return { reason: "pools_differ", text };
}
