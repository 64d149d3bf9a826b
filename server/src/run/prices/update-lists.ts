import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";
import { unwaived, readWaivers } from "../../price-list/faults/waivers.ts";
import {
  bundledDate,
  linesInUse,
  type ListStore,
  listsInUse,
  type UsedList,
  usedListText,
} from "../../price-list/lists-in-use.ts";
import { priceShelf } from "../../price-list/price-shelf.ts";
import type { ListDocument } from "../../price-list/update/list-document.ts";
import { documentOf, TableFileError } from "../../price-list/update/read-table-file.ts";
import { type WeighedList, weighList } from "../../price-list/update/weigh-list.ts";
import { type PriceListToStore, savePriceLists } from "../../store/collecting/stored-price-lists.ts";
import type { AuditOrigin } from "../../store/audit-log/audit-logs.ts";
import type { Database } from "../../store/connection/database.ts";
import { inChange } from "../../store/connection/in-change.ts";
import { EXIT } from "../start/exit.ts";
import { monthByType, newestHours } from "./month-by-type.ts";
import { keptLists, storedLists } from "./stored-lists.ts";
import { countOf, reasonsToAsk, updateLines } from "./update-report.ts";

/** Lists to be taken into use. */
export interface NewerLists {
  readonly documents: readonly ListDocument[];
  /** The regions whose prices are new, where not all are: only these are held against the rules. */
  readonly regions?: ReadonlySet<string>;
}

/** Where an update of the lists goes, and what the operator said of it. */
export interface ListUpdate {
  readonly database: Database;
  /** Makes the newer lists, given a way to read those in use. */
  readonly newer: (inUse: (cloud: UsedList["cloud"]) => Promise<ListDocument>) => Promise<NewerLists>;
  /** File that says why prices that break a rule are right. */
  readonly waivers?: string | undefined;
  /** Large moves, and older lists, are meant. */
  readonly isConfirmed: boolean;
  /** Only says what would be done. */
  readonly isDryRun: boolean;
  readonly origin: AuditOrigin;
  /** Where it came from, for the audit log. */
  readonly from: string;
  readonly print: (line: string) => void;
}

/** The lists in use, as they stood when the command began. */
interface InUse {
  readonly store: ListStore;
  readonly used: readonly UsedList[];
}

/**
 * Takes newer lists into use, all of them or none, and says before what they change. Returns the exit code: 0 where there is
 * nothing new too, 1 where they break a rule, or want the operator's word.
 */
export async function updateLists(update: ListUpdate): Promise<number> {
  const { database, print } = update;
  const store = await keptLists(storedLists(database));
  const inUse = { store, used: await listsInUse({ store }) };
  const weighed = await weighNewer(update, inUse);
  const changed = weighed.filter(({ isSame }) => !isSame);
  if (changed.length === 0) {
    print(`Nothing new: ${weighed.map(({ cloud }) => textInUse(cloud, inUse)).join("; ")}.`);
    return 0;
  }
  if (await areFaulty(changed, update)) return EXIT.refused;
  const lists = await Promise.all(changed.map((list) => toStore(list, inUse, update.from)));
  const months = await clusterMonths(database, store, lists);
  for (const line of updateLines(changed, months)) print(line);
  if (isRefused(reasonsToAsk(changed, months), update)) return EXIT.refused;
  if (!update.isDryRun) return await saveLists(lists, update);
  print("Nothing was changed, as --dry-run says.");
  return 0;
}

async function weighNewer({ newer }: ListUpdate, { store, used }: InUse): Promise<WeighedList[]> {
  const documentInUse = (cloud: UsedList["cloud"]): Promise<ListDocument> => {
    const list = used.find((each) => each.cloud === cloud) ?? { cloud, version: null };
    return documentOf(linesInUse(list, { store }));
  };
  const weighed: WeighedList[] = [];
  const { documents, regions } = await newer(documentInUse);
  for (const document of documents) {
    const list = weighList(document, await documentInUse(document.cloud));
    const faults = list.faults.filter(({ region }) => regions?.has(region) ?? true);
    weighed.push({ ...list, faults });
  }
  return weighed;
}

function textInUse(cloud: UsedList["cloud"], { used }: InUse): string {
  const list = used.find((each) => each.cloud === cloud);
  return list ? usedListText(list) : cloud;
}

/** Says why an update wants the operator's word; true where it has not been given. */
function isRefused(reasons: readonly string[], { isConfirmed, print }: ListUpdate): boolean {
  if (reasons.length === 0 || isConfirmed) return false;
  for (const reason of reasons) print(`Wants your word: ${reason}.`);
  print("Nothing was changed. Look at the lines above, and say --confirm if it is meant.");
  return true;
}

async function saveLists(
  lists: readonly PriceListToStore[],
  { database, origin, print }: ListUpdate,
): Promise<number> {
  const stored = await inChange(database, (client) => savePriceLists(client, lists, origin));
  for (const { cloud, version, date } of stored) print(`${cloud} ${date} is in use as version ${version}.`);
  print(
    "It prices the hours that are collected from now on. Stored hours stay as they are, until admin reprice.",
  );
  return 0;
}

async function areFaulty(
  lists: readonly WeighedList[],
  { waivers, print }: Pick<ListUpdate, "waivers" | "print">,
): Promise<boolean> {
  const reasons = waivers === undefined ? [] : await waiversOf(waivers);
  const { faults } = unwaived(
    lists.flatMap((list) => list.faults),
    reasons,
  );
  for (const { rule, text } of faults.slice(0, SHOWN_FAULTS)) print(`${rule}: ${text}`);
  if (faults.length === 0) return false;
  print(
    `${countOf(faults.length, "price")} or families break a rule: nothing was changed. Correct the table, or say in a file why they are right: --waivers FILE, docs/prices.md.`,
  );
  return true;
}

const SHOWN_FAULTS = 20;

function waiversOf(file: string): ReturnType<typeof readWaivers> {
  return readWaivers(file).catch((cause: unknown) => {
    throw new TableFileError(file, [cause instanceof Error ? cause.message : "it cannot be read"], "reasons");
  });
}

async function toStore(
  { cloud, document, text, added, changed, gone }: WeighedList,
  inUse: InUse,
  from: string,
): Promise<PriceListToStore> {
  const head = (await inUse.store.heads()).find((each) => each.cloud === cloud);
  const before = textInUse(cloud, inUse);
  return {
    cloud,
    date: document.date,
    overDate: await bundledDate(cloud),
    digest: createHash("sha256").update(text).digest("hex"),
    over: head?.version ?? 0,
    content: compressed(text),
    details: { from, before, added, changed: changed.length, gone: gone.length },
  };
}

const QUALITY = 9;

function compressed(text: string): Buffer {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
}

/** What each cluster's month becomes by the newer lists beside those in use. */
async function clusterMonths(
  database: Database,
  store: ListStore,
  lists: readonly PriceListToStore[],
): Promise<Awaited<ReturnType<typeof monthByType>>[]> {
  const before = priceShelf({ store });
  const after = priceShelf({ store: withNewer(store, lists) });
  const months: Awaited<ReturnType<typeof monthByType>>[] = [];
  for (const hour of await newestHours(database)) months.push(await monthByType(hour, { before, after }));
  return months;
}

/** The store as it would be with newer lists in it. */
function withNewer(store: ListStore, lists: readonly PriceListToStore[]): ListStore {
  const newer = new Map(lists.map((list) => [list.cloud, list]));
  return {
    heads: async () => [
      ...(await store.heads()).filter(({ cloud }) => !newer.has(cloud)),
      ...lists.map((list) => ({ ...list, version: list.over + 1 })),
    ],
    content: async (list) => newer.get(list.cloud)?.content ?? (await store.content(list)),
  };
}
