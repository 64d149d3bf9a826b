// npm run image:size [-- service|embedded]: lays the image out and says what is heavy in it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { layOutImage } from "./lay-out-image.ts";
import { kibOf, weigh } from "./weigh.ts";

const SHOWN = 25;
const mib = (kib: number): string => `${(kib / 1_024).toFixed(1)} MiB`.padStart(12);

const target = process.argv[2] ?? "service";
const folder = mkdtempSync(path.join(tmpdir(), "kubecent-image-"));
try {
  const app = layOutImage(folder, target);
  const weights = weigh(app);
  for (const { name, kib } of weights.slice(0, SHOWN)) process.stdout.write(`${mib(kib)}  ${name}\n`);
  const rest = weights.slice(SHOWN);
  const restKib = rest.reduce((sum, { kib }) => sum + kib, 0);
  process.stdout.write(`${mib(restKib)}  ${rest.length} others\n${mib(kibOf(app))}  /app of ${target}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
