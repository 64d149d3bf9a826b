import type { PriceSource } from "@kubecent/shared";
import type { NodeSpan, ReportedNodePrice } from "../observation.ts";
import { BYTES_PER_GIB } from "../units.ts";
import { toPico } from "./pico.ts";
import type { PriceBook } from "./price-book.ts";

/** What an hour of each part of a node costs, in pico-units, and who says so. */
export interface NodeRates {
  readonly perCpuCorePico: bigint;
  readonly perRamGibPico: bigint;
  readonly perGpuPico: bigint;
  /** Who priced CPU and RAM. */
  readonly source: PriceSource;
  /** Who priced the GPUs: an exporter may know a node's CPU and RAM and nothing of its GPUs. */
  readonly gpuSource: PriceSource;
}

interface PartPrices {
  readonly cpu: number;
  readonly ram: number;
  readonly gpu: number;
}

/** Chooses a node's rates: the exporter's parts, else its total split by the defaults' ratio, else defaults. */
export function nodeRates(span: NodeSpan, spot: boolean, book: PriceBook): NodeRates {
  const defaults = defaultParts(spot, book);
  const reported = span.price && exporterParts(span, span.price, defaults);
  if (!reported) return rates(defaults, "default", "default");
  return rates(reported, "exporter", isGpuReported(span.price) ? "exporter" : "default");
}

function defaultParts(spot: boolean, { defaults }: PriceBook): PartPrices {
  return spot
    ? { cpu: defaults.perSpotCpuCoreHour, ram: defaults.perSpotRamGibHour, gpu: defaults.perGpuHour }
    : { cpu: defaults.perCpuCoreHour, ram: defaults.perRamGibHour, gpu: defaults.perGpuHour };
}

function exporterParts(span: NodeSpan, price: ReportedNodePrice, defaults: PartPrices): PartPrices | null {
  const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu } = price;
  if (cpu !== undefined && ram !== undefined) {
    // A node without GPUs is often reported without a GPU price; the default stands by for a GPU pod's sake.
    return { cpu, ram, gpu: gpu ?? defaults.gpu };
  }
  return price.perNodeHour === undefined ? null : splitTotal(span, price.perNodeHour, defaults);
}

/** A total without parts is split so that CPU, RAM and GPU keep the proportion of the default prices. */
function splitTotal(span: NodeSpan, perNodeHour: number, defaults: PartPrices): PartPrices | null {
  const ramGib = span.ramBytes / BYTES_PER_GIB;
  const atDefaults = span.cpuCores * defaults.cpu + ramGib * defaults.ram + span.gpus * defaults.gpu;
  if (atDefaults <= 0) return null;

  const factor = perNodeHour / atDefaults;
  return { cpu: defaults.cpu * factor, ram: defaults.ram * factor, gpu: defaults.gpu * factor };
}

function isGpuReported(price: ReportedNodePrice | null): boolean {
  return price?.perGpuHour !== undefined || price?.perCpuCoreHour === undefined;
}

function rates(parts: PartPrices, source: PriceSource, gpuSource: PriceSource): NodeRates {
  return {
    perCpuCorePico: toPico(parts.cpu),
    perRamGibPico: toPico(parts.ram),
    perGpuPico: toPico(parts.gpu),
    source,
    gpuSource,
  };
}
