import { renameSync } from "node:fs";
import path from "node:path";
import { layOutImage } from "../../../scripts/image/lay-out-image.ts";

// A process of its own, beside the first tests: lays out what the images hold in the folder that is its only argument.
// A target gets the name under which tests look for it when all of it is there.
const folder = process.argv[2] ?? "";
for (const target of ["service", "embedded"]) layOutImage(path.join(folder, "making"), target);
for (const target of ["service", "embedded"])
  renameSync(path.join(folder, "making", target), path.join(folder, target));
