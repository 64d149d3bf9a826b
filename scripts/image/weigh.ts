import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";

export interface Weight {
  /** A package, or a folder of /app. */
  readonly name: string;
  readonly kib: number;
}

/** What is heavy in a laid-out /app: its packages one by one and its other folders, the heaviest first. */
export function weigh(app: string): Weight[] {
  const names = readdirSync(app).filter((name) => name !== "node_modules");
  const places = [...names, ...packageNames(app).map((name) => `node_modules/${name}`)];
  return places
    .map((place) => ({ name: place.replace("node_modules/", ""), kib: kibOf(path.join(app, place)) }))
    .toSorted((left, right) => right.kib - left.kib);
}

/** The packages of a laid-out /app, with their scopes. */
export function packageNames(app: string): string[] {
  const modules = path.join(app, "node_modules");
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@") ? readdirSync(path.join(modules, name)).map((own) => `${name}/${own}`) : [name],
    );
}

/** What a file or folder takes on disk. */
export function kibOf(place: string): number {
  return Number(execFileSync("du", ["-sk", place], { encoding: "utf8" }).split("\t")[0]);
}
