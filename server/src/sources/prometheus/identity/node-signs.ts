import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR } from "../../../domain/observation.ts";
import { SourceError } from "../../source-error.ts";
import { SIGNS_OF_NODES } from "../query/sign-families.ts";
import type { HourReader } from "../query/hour-reader.ts";
import type { Series } from "../series/series.ts";
import { copiedLabels } from "./copied-labels.ts";

/**
 * Reads what machines tell of themselves beside kube-state-metrics, in one query. Nothing of it is needed: where it is not answered
 * the hour goes on without, and says so.
 */
export async function readNodeSigns(reader: HourReader, findings: FindingBook): Promise<readonly Series[]> {
  try {
    const last = await reader.lastSamples(SIGNS_OF_NODES, { isOptional: true });
    // One sample each is enough, but where a machine took another's place: then it matters when it did.
    return isOfOneMachineEach(last) ? last : await reader.samples(SIGNS_OF_NODES, { isOptional: true });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const note = { minutes: MINUTES_PER_HOUR, detail: error.message };
    findings.note("node_signs_unread", { kind: "cluster" }, note);
    return [];
  }
}

const TARGET = ["__name__", "job", "instance", "node", "node_name", "exported_node"];
const MACHINE = ["product_name", "board_asset_tag", "instance_type", "capacity_type", "zone", "nodename"];

/** Whether no target tells of two machines. */
function isOfOneMachineEach(signs: readonly Series[]): boolean {
  const targets = Map.groupBy(signs, (each) => textOf(each, TARGET));
  return [...targets.values()].every((each) => new Set(each.map(machineText)).size < 2);
}

/** What a sign says of its machine. A boot or a kernel may be another without that the machine is. */
export function machineText(sign: Series): string {
  return textOf(sign, MACHINE) + JSON.stringify(Object.entries(copiedLabels(sign)));
}

function textOf({ labels }: Series, names: readonly string[]): string {
  return names.map((name) => labels[name] ?? "").join("\n");
}
