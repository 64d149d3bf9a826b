import { expect, test } from "vitest";
import { convertPrices } from "../../../../server/src/domain/prices/foreign/convert-prices.ts";
import { readPriceBook } from "../../../../server/src/domain/prices/read-price-book.ts";
import { faultsOf } from "./faults-of.ts";

const NAMES =
  "EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version";

function pricingCsv(...lines: readonly string[]): string {
  return `# our list\n${NAMES}\n${lines.join("\n")}\n`;
}

function rulesOf(text: string, file = "their-list.csv"): unknown[] {
  return readPriceBook("made.json", convertPrices(file, text, {})).rules.map(
    ({ validFrom: _from, validTo: _to, confirmed: _confirmed, ...rule }) => rule,
  );
}

test("each way in which a pricing CSV names nodes and volumes becomes the price of a book", () => {
  const text = pricingCsv(
    "2019-04-17 23:34:22 UTC,gke-pool-1-cg69,,node,metadata.name,,0.1337,",
    ",aws:///eu-west-1a/i-0abc,,node,spec.providerID,m5.large,0.096,",
    "# servers",
    ",cax11,fsn1,node,metadata.labels.node.kubernetes.io/instance-type,cax11,0.0061,2026.01",
    ",gold,,node,metadata.labels.example.com/tier,,0.5,",
    ",,eu-west-1,node,,m6i.xlarge,0.192,",
    ",pvc-08e1f205,,pv,metadata.name,,0.00013,",
    ",ssd,fsn1,pv,spec.storageClassName,hcloud-volumes,0.000072,",
    ",ssd,nbg1,pv,spec.storageClassName,hcloud-volumes,0.000072,",
  );

  expect(rulesOf(text)).toEqual([
    { kind: "node", match: { node: "gke-pool-1-cg69" }, perNodeHour: 0.1337 },
    { kind: "node", match: { providerId: "aws:///eu-west-1a/i-0abc" }, perNodeHour: 0.096 },
    { kind: "node", match: { instanceType: "cax11", region: "fsn1" }, perNodeHour: 0.0061 },
    { kind: "node", match: { label: { name: "example_com_tier", value: "gold" } }, perNodeHour: 0.5 },
    { kind: "node", match: { instanceType: "m6i.xlarge", region: "eu-west-1" }, perNodeHour: 0.192 },
    { kind: "volume", match: { volume: "pvc-08e1f205" }, perGibHour: 0.00013 },
    { kind: "volume", match: { storageClass: "ssd" }, perGibHour: 0.000072 },
  ]);
});

test("of two lines about one thing the last counts, and the book is named after the file", () => {
  const text = pricingCsv(",a,,node,metadata.name,,0.1,", ",a,,node,metadata.name,,0.2,");

  expect(JSON.parse(convertPrices("/lists/their-list.csv", text, { currency: "USD" }))).toEqual({
    name: "their-list",
    currency: "USD",
    prices: [{ kind: "node", node: "a", perNodeHour: 0.2 }],
  });
});

test("all lines that a book cannot say are told at once, with the way out, and no book is made", () => {
  const text = pricingCsv(
    ",i-0abc,,node,spec.providerID,,0.1,",
    ",a,,node,metadata.annotations.x,,0.1,",
    ",nvidia,,gpu,gpu.nvidia.com/class,,0.75,",
    ",8Gi,,pv,spec.capacity.storage,,0.1,",
    ",b,,node,metadata.name,,cheap,",
    ",c,,node,metadata.name,,0.1,",
  );

  expect(faultsOf(() => convertPrices("list.csv", text, {}))).toEqual([
    expect.stringMatching(/^line 3: InstanceID: found i-0abc, a part of a provider id; wanted the whole/),
    expect.stringMatching(/^line 4: InstanceIDField: found metadata\.annotations\.x, wanted metadata\.name/),
    expect.stringMatching(/^line 5: AssetClass: found gpu, wanted node or pv/),
    expect.stringMatching(/^line 6: InstanceIDField: found spec\.capacity\.storage/),
    expect.stringMatching(/^line 7: MarketPriceHourly: found "cheap"/),
  ]);
});

const MODEL = {
  provider: "custom",
  description: "Default prices based on GCP us-central1",
  CPU: "0.031611",
  spotCPU: "0.006655",
  RAM: "0.004237",
  spotRAM: "0.000892",
  GPU: "0.95",
  storage: "0.00005479452",
  zoneNetworkEgress: "0.01",
  regionNetworkEgress: "0.01",
  internetNetworkEgress: "0.12",
  firstFiveForwardingRulesCost: "0.0",
};

test("default prices become the defaults of a book", () => {
  const book = readPriceBook("made.json", convertPrices("default.json", JSON.stringify(MODEL), {}));

  expect(book).toMatchObject({ name: "default", rules: [] });
  expect(book.defaults).toMatchObject({
    perCpuCoreHour: 0.031611,
    perSpotRamGibHour: 0.000892,
    perLoadBalancerHour: 0,
  });
});

test("prices that go before the provider's become prices of every node and volume too", () => {
  const text = JSON.stringify({
    ...MODEL,
    customPricesEnabled: "true",
    spotLabel: "kops.k8s.io/instancegroup",
    spotLabelValue: "spot",
  });

  expect(rulesOf(text, "own.json")).toEqual([
    { kind: "node", match: {}, perCpuCoreHour: 0.031611, perRamGibHour: 0.004237, perGpuHour: 0.95 },
    {
      kind: "node",
      match: { label: { name: "kops_k8s_io_instancegroup", value: "spot" } },
      perCpuCoreHour: 0.006655,
      perRamGibHour: 0.000892,
      perGpuHour: 0.95,
    },
    { kind: "volume", match: {}, perGibHour: 0.00005479452 },
  ]);
});

test("prices of a Kubecost chart are a month's, and are divided by 730 hours as it does", () => {
  const values = {
    kubecostProductConfigs: {
      defaultModelPricing: {
        enabled: true,
        CPU: 28.0,
        RAM: 3.09,
        GPU: 693.5,
        storage: 0.04,
        zoneNetworkEgress: 0.01,
      },
    },
  };
  const { defaults } = readPriceBook("made.json", convertPrices("values.json", JSON.stringify(values), {}));

  expect(defaults.perCpuCoreHour).toBeCloseTo(0.038356, 6);
  expect(defaults.perVolumeGibHour).toBeCloseTo(0.0000547945, 10);
  expect([defaults.perGpuHour, defaults.perZoneGib]).toEqual([0.95, 0.01]);
});

function chartValues(CPU: string): string {
  return JSON.stringify({ opencost: { customPricing: { costModel: { ...MODEL, CPU } } } });
}

test("an OpenCost chart writes its prices into the file as they are: a month's there are refused with both values", () => {
  expect(faultsOf(() => convertPrices("values.json", chartValues("0.04"), {}))).toEqual([]);
  expect(faultsOf(() => convertPrices("values.json", chartValues("23"), {}))).toEqual([
    expect.stringMatching(/perCpuCoreHour is 23, but 0\.031611/),
  ]);
});

test.each([
  { text: '{"a":1}', fault: /^found no price list of another program/ },
  {
    text: "kubecostProductConfigs:\n  defaultModelPricing:\n    CPU: 28.0\n",
    fault: /helm get values RELEASE -o json/,
  },
  { text: pricingCsv(), fault: /^found no line of prices/ },
  { text: "", fault: /^found an empty file/ },
])("what cannot be converted is refused with the way out: $text", ({ text, fault }) => {
  expect(faultsOf(() => convertPrices("list.csv", text, {}))).toEqual([expect.stringMatching(fault)]);
});

test.each([
  { file: "list.csv", text: pricingCsv(",a,,node,metadata.name,,0.1,"), what: "pricing CSV" },
  { file: "list.json", text: JSON.stringify(MODEL), what: "default prices" },
  {
    file: "values.yaml",
    text: "opencost:\n  customPricing:\n    costModel:\n      CPU: 1\n",
    what: "default prices",
  },
])("where a book is wanted, $what of other programs are known for what they are", ({ file, text, what }) => {
  expect(faultsOf(() => readPriceBook(file, text))).toEqual([
    `found OpenCost's or Kubecost's ${what}, wanted a book of KubeCent's: \`npm run admin -- prices convert FILE\` makes one of it`,
  ]);
});
