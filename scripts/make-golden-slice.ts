// Takes the slice that the tests always run out of the whole recording in KUBECENT_GOLDEN: one day of a few
// pods and their nodes, and on the next day a gap, with the truth about them. It is run by hand, once:
//   KUBECENT_GOLDEN=FOLDER node scripts/node26.mjs scripts/make-golden-slice.ts
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { writeSeries } from "../test/golden/slice/series-text.ts";
import { goldenFolder, serveGoldenRecording, SLICE_FOLDER } from "../test/support/golden-recording.ts";
import { cutSeries } from "./golden-slice/cut-series.ts";
import { cutOpenCost, cutTruth, DAY } from "./golden-slice/cut-truth.ts";

const read = (file: string): string => readFileSync(path.join(goldenFolder(), file), "utf8");
const truth = cutTruth(read("truth.json"));
const prometheus = await serveGoldenRecording();
try {
  const series = await cutSeries(prometheus.url, truth);
  writeFileSync(path.join(SLICE_FOLDER, "series.gz"), gzipSync(writeSeries(series), { level: 9 }));
  console.log(
    `${series.length} series, ${series.reduce((sum, each) => sum + each.samples.length, 0)} samples`,
  );
} finally {
  await prometheus.stop();
}
writeFileSync(path.join(SLICE_FOLDER, "truth.json"), `${JSON.stringify(truth, null, 2)}\n`);
mkdirSync(path.join(SLICE_FOLDER, "opencost"), { recursive: true });
const openCost = `opencost/${DAY}-namespace.json`;
writeFileSync(path.join(SLICE_FOLDER, openCost), `${JSON.stringify(cutOpenCost(read(openCost)), null, 2)}\n`);
