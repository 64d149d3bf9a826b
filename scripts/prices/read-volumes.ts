import { readFile } from "node:fs/promises";
import { picoOfText } from "../../server/src/domain/prices/list/list-text.ts";
import { LISTED_CLOUDS } from "../../server/src/domain/prices/list/machine-type.ts";
import type { VolumeRow } from "../../server/src/price-list/table/write-list.ts";

/** Reads a table of tab-separated lines: cloud, region, "volume", kind, dollars, unit, date, origin. Throws at what is none. */
export async function readVolumes(file: string): Promise<VolumeRow[]> {
  const [, ...lines] = (await readFile(file, "utf8")).trim().split("\n");
  return lines.map((line, index) => {
    const [named, region = "", what, kind = "", usd = "", unit, date = "", origin = ""] = line.split("\t");
    const cloud = LISTED_CLOUDS.find((each) => each === named);
    if (!cloud || what !== "volume" || unit !== "USD/GiB-month" || picoOfText(usd) === null) {
      throw new Error(`${file}, line ${index + 2}: not a price of a volume for a GiB and month: ${line}`);
    }
    return { cloud, region, kind, usd, date, origin };
  });
}
