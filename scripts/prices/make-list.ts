import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { LISTED_CLOUDS, type ListedCloud } from "../../server/src/domain/prices/list/machine-type.ts";
import type { CloudPrices } from "../../server/src/domain/prices/list/price-list.ts";
import { LIST_FOLDER } from "../../server/src/price-list/lists-in-use.ts";
import { readCloudPrices } from "../../server/src/price-list/read-cloud-prices.ts";
import { changedFaults } from "./changed-rows.ts";
import { judgedTable, judgeTable } from "../../server/src/price-list/faults/judge-table.ts";
import type { TableFault } from "../../server/src/price-list/faults/table-fault.ts";
import { readWaivers, unwaived } from "../../server/src/price-list/faults/waivers.ts";
import { tableLines } from "../../server/src/price-list/update/table-lines.ts";
import { readRepairs, repaired } from "../../server/src/price-list/table/repairs.ts";
import { type PriceRow, readRows } from "../../server/src/price-list/table/read-rows.ts";
import { readVolumes } from "./read-volumes.ts";
import { listText, ORIGINS, type VolumeRow } from "../../server/src/price-list/table/write-list.ts";

const WAIVERS = path.join(LIST_FOLDER, "waivers.json");
const REPAIRS = path.join(LIST_FOLDER, "repairs.json");
/** What the three clouds' lists may take together, in bytes. */
const MOST_BYTES = 300_000;
const SHOWN_FAULTS = 50;

interface Options {
  readonly volumes: string;
  readonly out: string;
  readonly waivers: string;
  readonly repairs: string;
}

const USAGE = `Makes the price lists that come with KubeCent from a table of prices, or says what is wrong with it.

make-list.ts TABLE --volumes FILE [--out FOLDER] [--waivers FILE] [--repairs FILE]

TABLE    tab-separated: cloud, region, type, dollars an hour, cores, GiB, GPUs, date, origin; .gz too
volumes  tab-separated: cloud, region, volume, kind, dollars, unit, date, origin
waivers  why prices that break a rule are right
repairs  which rows are wrong, and what is taken instead`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    volumes: { type: "string" },
    out: { type: "string", default: LIST_FOLDER },
    waivers: { type: "string", default: WAIVERS },
    repairs: { type: "string", default: REPAIRS },
  },
});
const [tableFile] = positionals;
const { volumes: volumesFile, ...places } = values;
if (tableFile === undefined || volumesFile === undefined) {
  say(USAGE);
  process.exitCode = 1;
} else {
  await makeLists(tableFile, { ...places, volumes: volumesFile });
}

async function makeLists(file: string, { volumes, out, waivers, repairs }: Options): Promise<void> {
  const { rows: found, faults: unread } = await readRows(tableLines(file));
  const { rows, needless: idle } = repaired(found, await readRepairs(repairs));
  for (const { cloud, types } of idle) say(`No row needs this repair any more: ${cloud} ${types}`);
  const volumeRows = await readVolumes(volumes);
  const judged = await judge(rows, out);
  const { faults, needless } = unwaived(judged, await readWaivers(waivers));
  for (const { rule, cloud, region, family } of needless)
    say(`No price needs this waiver any more: ${rule} ${cloud} ${region} ${family}`);
  const all = [...unread, ...faults.map(({ rule, text }) => `${rule}: ${text}`)];
  for (const fault of all.slice(0, SHOWN_FAULTS)) say(fault);
  if (all.length > 0) {
    say(
      `${all.length} faults: nothing was written. Correct the table, or say in ${waivers} why a price is right.`,
    );
    process.exitCode = 1;
    return;
  }
  await writeLists({ rows, volumes: volumeRows, out });
}

async function judge(rows: readonly PriceRow[], out: string): Promise<TableFault[]> {
  const found = await Promise.all(
    LISTED_CLOUDS.map(async (cloud) => {
      const table = judgedTable(
        cloud,
        rows.filter((row) => row.cloud === cloud),
      );
      return [...judgeTable(table), ...changedFaults(table, await listBefore(cloud, out))];
    }),
  );
  return found.flat();
}

async function listBefore(cloud: ListedCloud, folder: string): Promise<CloudPrices | null> {
  const files = await readdir(folder).catch((): string[] => []);
  return files.includes(`${cloud}.br`) ? await readCloudPrices(cloud, { folder, wanted: () => true }) : null;
}

interface Tables {
  readonly rows: readonly PriceRow[];
  readonly volumes: readonly VolumeRow[];
  readonly out: string;
}

async function writeLists({ rows, volumes, out }: Tables): Promise<void> {
  const lists = LISTED_CLOUDS.map((cloud) => {
    const own = rows.filter((row) => row.cloud === cloud);
    const text = listText({
      cloud,
      rows: own,
      volumes: volumes.filter((row) => row.cloud === cloud),
      origins: ORIGINS,
    });
    return { cloud, count: own.length, bytes: compressed(text) };
  });
  const total = lists.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > MOST_BYTES) throw new Error(`The lists take ${total} bytes, more than ${MOST_BYTES}.`);
  await mkdir(out, { recursive: true });
  for (const { cloud, count, bytes } of lists) {
    // oxlint-disable-next-line no-await-in-loop -- three small files
    await writeFile(path.join(out, `${cloud}.br`), bytes);
    say(`${cloud}: ${count} prices in ${bytes.length} bytes`);
  }
}

function compressed(text: string): Buffer {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_MAX_QUALITY } = constants;
  return brotliCompressSync(text, {
    params: { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY, [BROTLI_PARAM_LGWIN]: 24 },
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
