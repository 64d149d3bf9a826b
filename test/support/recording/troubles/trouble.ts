import type { Instant } from "@kubecent/shared";
import type { Dice } from "../dice.ts";
import type { Sample } from "../emit.ts";
import type { ContainerKind, Span, World, WorldContainer, WorldPod } from "../world.ts";

/** Something that goes wrong in how a world is recorded, or with the world itself. */
export interface Trouble {
  readonly name: string;
  /** Namespaces whose data it is in; all others are its neighbours. */
  readonly touched: readonly string[];
  /** What becomes of a recorded sample: itself, others, none. */
  readonly record: (sample: Sample) => readonly Sample[];
  /** Whether what everybody costs is then known less finely: when pods come and go is told once in two minutes. */
  readonly isCoarse?: true;
  /** Samples that come from nothing that the world has. */
  readonly extra?: () => readonly Sample[];
  /** What truly was there; the world itself where the trouble is in its recording alone. */
  readonly truth?: (world: World) => World;
}

/** Where a trouble happens: a world, the hours that are judged, and dice. */
export interface Scene {
  readonly world: World;
  readonly observed: Span;
  readonly dice: Dice;
}

export type MakeTrouble = (scene: Scene) => Trouble;

/** Whether a sample's series is of the metric and has all of the labels. */
export function isOf(
  { series }: Sample,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  if (!series.startsWith(`${metric}{`)) return false;
  return Object.entries(labels).every(([name, value]) => hasLabel(series, name, value));
}

export function hasLabel(series: string, name: string, value: string): boolean {
  return series.includes(`{${name}="${value}"`) || series.includes(`,${name}="${value}"`);
}

/** The sample under a series with more labels. */
export function withLabels(sample: Sample, labels: Readonly<Record<string, string>>): Sample {
  const more = Object.entries(labels).map(([name, value]) => `${name}="${value}",`);
  return { ...sample, series: sample.series.replace("{", `{${more.join("")}`) };
}

/** A container that something goes wrong with, and its pod. */
export interface Victim {
  readonly pod: WorldPod;
  readonly container: WorldContainer;
}

/** A container that runs throughout, in a namespace of services: a main one, or a native sidecar. */
export function pickVictim({ world, dice, observed }: Scene, kind: ContainerKind = "main"): Victim {
  const victims = world.pods.flatMap((pod) =>
    pod.containers
      .filter((each) => each.kind === kind && each.runs.some((run) => covers(run, observed)))
      .map((container) => ({ pod, container })),
  );
  return dice.pick(victims);
}

function covers(run: Span, { from, until }: Span): boolean {
  return run.from < from && run.until > until;
}

/** A moment within the judged hours, not at their very ends. */
export function pickMoment({ dice, observed: { from, until } }: Scene): Instant {
  return Math.round(from + (until - from) * dice.between(0.1, 0.9));
}
