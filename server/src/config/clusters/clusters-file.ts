import * as z from "zod";
import { httpAddress } from "../fields/addresses.ts";
import { file, line } from "../setting.ts";
import { AwsSignatureSchema, ClientCredentialsSchema } from "../fields/source-credentials.ts";
import { HeadersSchema, LabelMatchersSchema } from "../fields/prometheus.ts";

const TIMEOUT_WANTED = "must be a whole number from 1000 to 600000";
const TimeoutSchema = z
  .int({ error: TIMEOUT_WANTED })
  .min(1_000, { error: TIMEOUT_WANTED })
  .max(600_000, { error: TIMEOUT_WANTED });
const CONCURRENT_WANTED = "must be a whole number from 1 to 64";
const ConcurrentSchema = z
  .int({ error: CONCURRENT_WANTED })
  .min(1, { error: CONCURRENT_WANTED })
  .max(64, { error: CONCURRENT_WANTED });
const QUERY_BYTES_WANTED = "must be a whole number from 2000 to 10000000";
const QueryBytesSchema = z
  .int({ error: QUERY_BYTES_WANTED })
  .min(2_000, { error: QUERY_BYTES_WANTED })
  .max(10_000_000, { error: QUERY_BYTES_WANTED });
const NameSchema = line("must be one line of text, 253 characters at most").min(1, {
  error: "must not be empty",
});

function serverFields(example: string) {
  return {
    url: httpAddress(example),
    tokenFile: file().exactOptional(),
    caFile: file().exactOptional(),
    certFile: file().exactOptional(),
    keyFile: file().exactOptional(),
    oauth2: ClientCredentialsSchema.exactOptional(),
    sigv4: AwsSignatureSchema.exactOptional(),
    headers: HeadersSchema.exactOptional(),
  };
}

const PrometheusSchema = z.strictObject({
  ...serverFields("http://prometheus:9090"),
  matchers: LabelMatchersSchema.exactOptional(),
  timeoutMs: TimeoutSchema.exactOptional(),
  maxConcurrent: ConcurrentSchema.exactOptional(),
  maxQueryBytes: QueryBytesSchema.exactOptional(),
  notReadyNodes: z.enum(["paid", "unpaid"], { error: "must be paid or unpaid" }).exactOptional(),
});
const OpenCostSchema = z.strictObject({
  ...serverFields("http://opencost:9003"),
  timeoutMs: TimeoutSchema.exactOptional(),
  cluster: NameSchema.exactOptional(),
});
const DAYS_WANTED = "must be a whole number from 1 to 1100";
const DemoSchema = z.strictObject({
  seed: NameSchema.exactOptional(),
  historyDays: z
    .int({ error: DAYS_WANTED })
    .min(1, { error: DAYS_WANTED })
    .max(1_100, { error: DAYS_WANTED })
    .exactOptional(),
  quiet: z.boolean({ error: "must be true or false" }).exactOptional(),
});

const ClusterSchema = z.strictObject({
  name: NameSchema,
  prometheus: PrometheusSchema.exactOptional(),
  opencost: OpenCostSchema.exactOptional(),
  demo: DemoSchema.exactOptional(),
  priceBookFile: file().exactOptional(),
});

/** What a clusters file holds. */
export const ClustersFileSchema = z.strictObject({
  clusters: z.array(ClusterSchema).min(1, { error: "must name at least one cluster" }),
});
export type WrittenCluster = z.output<typeof ClusterSchema>;
