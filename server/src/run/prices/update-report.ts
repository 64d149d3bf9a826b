import { formatInstant } from "@kubecent/shared";
import {
  isLargeMove,
  LARGE_MOVE_PERCENT,
  type RowChange,
  type WeighedList,
} from "../../price-list/update/weigh-list.ts";
import type { ClusterMonth, TypeMonth } from "./month-by-type.ts";

const SHOWN_PRICES = 10;
/** Clouds hardly ever stop to sell a type: a list that lacks more than this share may be half of one. */
const MANY_GONE = 0.01;
const PICO = 1e12;

/** What newer lists change, for a person who decides: rows, and a month's money of each cluster by type. */
export function updateLines(lists: readonly WeighedList[], months: readonly ClusterMonth[]): string[] {
  return [...lists.flatMap(listLines), ...months.flatMap(clusterLines)];
}

function listLines({ cloud, document, dateBefore, added, gone, changed }: WeighedList): string[] {
  const largest = changed
    .toSorted((a, b) => Math.abs(moveOf(b)) - Math.abs(moveOf(a)))
    .slice(0, SHOWN_PRICES);
  const more = changed.length - largest.length;
  return [
    `${cloud}: ${dateBefore} is in use, ${document.date} would follow: ${added} prices new, ${changed.length} changed, ${gone.length} gone`,
    ...largest.map(
      (row) =>
        `  ${row.type} in ${row.region}: ${dollars(row.before)} becomes ${dollars(row.after)} USD an hour (${percent(moveOf(row))})`,
    ),
    ...(more > 0 ? [`  and ${more} more, none of which moves further`] : []),
  ];
}

function clusterLines({ cluster, currency, hour, types, others }: ClusterMonth): string[] {
  const moved = types.filter(hasMoved);
  const total = types.reduce(
    (sum, each) => ({ before: sum.before + each.before, after: sum.after + each.after }),
    { before: 0, after: 0 },
  );
  const nodes = types.reduce((sum, each) => sum + each.nodes, 0);
  const money = (each: { readonly before: number; readonly after: number }): string =>
    `${each.before.toFixed(2)} becomes ${each.after.toFixed(2)} ${currency} a month (${percent(shareOf(each))})`;
  return [
    `${cluster}, by its nodes of ${formatInstant(hour)}:`,
    ...moved.map((each) => `  ${typeText(each)}, ${countOf(each.nodes, "node")}: ${money(each)}`),
    `  ${countOf(nodes, "node")} that lists price: ${money(total)}`,
    ...(others === 0 ? [] : [`  ${countOf(others, "node")} that something else prices: as before`]),
  ];
}

function typeText({ instanceType, region }: TypeMonth): string {
  const type = instanceType === "" ? "nodes of unknown type" : instanceType;
  return region === "" ? type : `${type} in ${region}`;
}

/** Why an update wants a person's word; none where it may go on. */
export function reasonsToAsk(lists: readonly WeighedList[], months: readonly ClusterMonth[]): string[] {
  const older = lists
    .filter(({ document, dateBefore }) => document.date < dateBefore)
    .map(
      ({ cloud, document, dateBefore }) =>
        `the list of ${cloud} is of ${document.date}, and ${dateBefore} is in use`,
    );
  const gone = lists
    .filter(({ gone: rows, count }) => rows.length > count * MANY_GONE)
    .map(({ cloud, gone: rows, count }) => `${rows.length} of ${count} prices of ${cloud} are gone`);
  const rows = lists
    .flatMap(({ changed }) => changed)
    .filter(({ before, after }) => isLargeMove(before, after));
  const types = months.flatMap(({ cluster, types: own }) =>
    own
      .filter((each) => Math.abs(shareOf(each)) * 100 > LARGE_MOVE_PERCENT)
      .map((each) => `${typeText(each)} of ${cluster} moves by ${percent(shareOf(each))}`),
  );
  return [
    ...older,
    ...gone,
    ...(rows.length === 0
      ? []
      : [`${countOf(rows.length, "price")} of the list move by more than ${LARGE_MOVE_PERCENT} %`]),
    ...types,
  ];
}

function hasMoved(each: TypeMonth): boolean {
  return Math.abs(each.after - each.before) >= 0.005;
}

function shareOf({ before, after }: Pick<TypeMonth, "before" | "after">): number {
  if (before === 0) return after === 0 ? 0 : 1;
  return after / before - 1;
}

function moveOf({ before, after }: RowChange): number {
  return shareOf({ before: Number(before), after: Number(after) });
}

function dollars(pico: bigint): string {
  return (Number(pico) / PICO).toString();
}

function percent(share: number): string {
  return `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;
}

export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
