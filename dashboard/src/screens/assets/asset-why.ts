import type {
  AssetFigures,
  AssetKindName,
  AssetLine,
  AssetQuery,
  AssetRow,
  WindowAnswer,
} from "@kubecent/shared";
import { readWhyKey } from "../../why/why-key.ts";
import { type AssetsPart, TOTAL, type WhyPart, type WhyTarget } from "../../why/why-target.ts";
import type { PricedAsset } from "./asset-rows.ts";
import { kindName } from "./kind-names.ts";
import { unmountedQuestion, unusedOf } from "./unused-cost.ts";

export interface AssetWhyOf {
  why: string | null;
  kind: AssetKindName;
  question: AssetQuery;
  answer: WindowAnswer<AssetRow, AssetFigures>;
  rows: readonly PricedAsset[];
}

/** Numbers of an asset beside its cost, which goes by the asset's key alone. */
const COLUMNS = ["idle", "unmounted", "unused"] as const;
type Column = (typeof COLUMNS)[number] | "cost";

/** What explains the number that `why=` names. Null where no such number is seen. */
export function assetWhy(of: AssetWhyOf): WhyTarget | null {
  const { column, row: key } = readWhyKey(of.why, COLUMNS) ?? { column: "cost" as const, row: of.why };
  if (key === TOTAL) return allOfKind(of, column);
  const asset = of.rows.find((one) => one.key === key);
  if (!asset) return null;
  const told = tellAsset(of, asset, column);
  return told && { title: asset.row.name || asset.row.cluster, currency: of.answer.currency, ...told };
}

type Told = Pick<WhyTarget, "amount" | "parts">;

function tellAsset(of: AssetWhyOf, { row, unmountedCost }: PricedAsset, column: Column): Told | null {
  const own = placeOf(of.question, row);
  if (column === "unmounted")
    return unmountedCost === null
      ? null
      : { amount: unmountedCost, parts: [{ kind: "paid", input: unmountedQuestion(own), of: row.name }] };
  const isOf = (line: AssetLine): boolean => isAsset(line, row);
  const input = { ...own, kind: row.kind, ...(row.name !== "" && { name: row.name }) };
  if (column === "idle") return { amount: row.idleCost, parts: [{ ...IDLE, input, isOf }] };
  return column === "cost" ? { amount: row.totalCost, parts: [{ ...COST, input, isOf }] } : null;
}

const COST = {
  kind: "assets",
  name: "Cost",
  column: "cost",
  note: "Capacity × time × price, whoever took it.",
} as const satisfies Omit<AssetsPart, "input">;

const IDLE = {
  kind: "assets",
  name: "Idle",
  column: "idleCost",
  note: "What a node costs, less what containers took of it.",
} as const satisfies Omit<AssetsPart, "input">;

/** All assets of a kind, or what of them nobody used. */
function allOfKind({ kind, question, answer, rows }: AssetWhyOf, column: Column): WhyTarget | null {
  const { currency, totals } = answer;
  const place = placeOf(question);
  const input = { ...place, kind };
  const title = `All ${kindName(kind)}`;
  if (column === "cost") return { title, amount: totals.totalCost, currency, parts: [{ ...COST, input }] };
  const amount = unusedOf(kind, rows);
  if (column !== "unused" || amount === null) return null;
  const empty = rows.filter(({ warning }) => warning !== null).map(({ row }) => row);
  const ways: Readonly<Partial<Record<AssetKindName, WhyPart>>> = {
    node: { ...IDLE, input },
    volume: { kind: "paid", input: unmountedQuestion(place) },
    loadBalancer: { ...COST, input, isOf: (line) => empty.some((row) => isAsset(line, row)) },
  };
  const part = ways[kind];
  return part ? { title, amount, currency, parts: [part] } : null;
}

function placeOf({ window, start, end, timeZone, cluster, currency }: AssetQuery, row?: AssetRow) {
  return { window, start, end, timeZone, cluster: row?.cluster ?? cluster, currency };
}

const IDENTITY = [
  "kind",
  "cluster",
  "namespace",
  "name",
  "providerId",
  "type",
  "pool",
  "capacityType",
] as const;

function isAsset(line: AssetLine, row: AssetRow): boolean {
  return IDENTITY.every((key) => line[key] === row[key]);
}
