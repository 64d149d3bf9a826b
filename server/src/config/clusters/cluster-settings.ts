import type { AwsSignatureSettings, ClientCredentialsSettings } from "../fields/source-credentials.ts";

/** A cluster to collect: its name in answers, where its hours come from, and what prices it. */
export interface ClusterSettings {
  readonly name: string;
  readonly source: SourceSettings;
  /** Unset: the source's own prices, else the defaults. */
  readonly priceBookFile?: string;
}

/** Where a cluster's hours come from. */
export type SourceSettings = DemoSettings | PrometheusSettings | OpenCostSettings;

export interface DemoSettings {
  readonly kind: "demo";
  /** What makes one invented cluster differ from another. */
  readonly seed?: string;
  /** How far back it remembers. */
  readonly historyDays?: number;
  /** Nothing happens in it that anybody would have to be told of. */
  readonly quiet?: boolean;
}

export interface PrometheusSettings extends ServerSettings {
  readonly kind: "prometheus";
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  readonly maxQueryBytes: number;
  /** Labels that every series of the cluster has, where the server holds several clusters. */
  readonly matchers?: Readonly<Record<string, string>>;
  /** Whether a machine is paid while its kubelet is lost. */
  readonly notReadyNodes: "paid" | "unpaid";
}

export interface OpenCostSettings extends ServerSettings {
  readonly kind: "opencost";
  readonly timeoutMs?: number;
  /** The cluster's name in OpenCost, where it answers for several. */
  readonly cluster?: string;
}

interface ServerSettings {
  readonly url: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly oauth2?: ClientCredentialsSettings;
  readonly sigv4?: AwsSignatureSettings;
  readonly headers?: Readonly<Record<string, string>>;
}
