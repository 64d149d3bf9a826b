import { gcpPrices } from "../../../../server/src/price-list/fetch/gcp-prices.ts";
import type { PriceServer } from "../../../../server/src/price-list/fetch/price-server.ts";
import { HOURS_PER_MONTH } from "../../../../server/src/run/prices/month-by-type.ts";
import { reasonsToAsk, updateLines } from "../../../../server/src/run/prices/update-report.ts";
import { HOUR } from "../../../support/observations.ts";
import { sku } from "../../../support/price-source.ts";
import type { Computation } from "../numbers/given.ts";
import type { AsyncComputation } from "./page-node.ts";

const NANO = 1e9;
const IGNORED = { start: () => undefined, update: () => undefined, end: () => undefined };

/** Answers every question with one page. */
function serverWith(page: unknown): PriceServer {
  const text = new TextEncoder().encode(JSON.stringify(page));
  const answer = { chunks: ReadableStream.from([text]), totalBytes: null, receivedBytes: () => 0 };
  return { ask: ({ read }) => read(answer) };
}

/** The examples about newer lists. */
export const UPDATE_EXAMPLES: Readonly<Record<string, Computation | AsyncComputation>> = {
  "an update that wants a word": (given) => {
    const nodes = given.number("nodes of the type");
    const month = (label: string): number => nodes * given.number(label) * HOURS_PER_MONTH;
    const [before, after] = [month("the list in use, for an hour"), month("the newer list, for an hour")];
    const type = { instanceType: "m6i.xlarge", region: "us-east-1", nodes, before, after };
    const cluster = { cluster: "prod", currency: "USD", hour: HOUR, types: [type], others: 0 };
    const [, line = ""] = updateLines([], [cluster]);
    const [reason = "none"] = reasonsToAsk([], [cluster]);
    return { "what is said": line.trim(), "why it wants a word": reason };
  },

  "a machine of Google Cloud, from its parts": async (given) => {
    const name = given.text("type");
    const [cpuCores, gib] = [given.number("its cores"), given.number("its GiB")];
    const skus = [
      sku("N2 Instance Core running in Belgium", given.number("N2 Instance Core, for an hour") * NANO),
      sku("N2 Instance Ram running in Belgium", given.number("N2 Instance Ram, for a GiB and hour") * NANO, {
        unit: "GiBy.h",
      }),
    ];
    const sizes = new Map([[name, { name, cpuCores, ramMib: gib * 1_024, gpus: 0 }]]);
    const wanted = { regions: new Set(["europe-west1"]), types: new Set([name]) };
    const { prices } = await gcpPrices(sizes)(serverWith({ skus }), wanted, IGNORED);
    return { "the machine for an hour": prices[0]?.usd ?? "none" };
  },
};
