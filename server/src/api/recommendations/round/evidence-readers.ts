import type pg from "pg";
import type { ClusterEvidence } from "../../../domain/advice/cluster-evidence.ts";
import type { WorkloadEvidence } from "../../../domain/advice/evidence.ts";
import { readClusterEvidence } from "../../../store/advice/cluster/read-cluster-evidence.ts";
import type { EvidencePlace } from "../../../store/advice/evidence/evidence-window.ts";
import { readEvidence } from "../../../store/advice/evidence/read-evidence.ts";

/** Where a round has its evidence from, in a transaction that sees one moment. */
export interface EvidenceReaders {
  readonly cluster: (client: pg.ClientBase, place: EvidencePlace) => Promise<ClusterEvidence>;
  readonly workloads: (client: pg.ClientBase, place: EvidencePlace) => AsyncIterable<WorkloadEvidence>;
}

/** What is stored. */
export const STORED_EVIDENCE: EvidenceReaders = { cluster: readClusterEvidence, workloads: readEvidence };
