import { readFileSync } from "node:fs";

const PAGE = new URL("../../../docs/deployment.md", import.meta.url);
const BLOCK = /<!-- tested: (\S+) -->\n```sh\n([\s\S]*?)```/g;

/** The commands of docs/deployment.md that are marked to be tested, by their names. */
export function pageCommands(): ReadonlyMap<string, string> {
  const page = readFileSync(PAGE, "utf8");
  return new Map([...page.matchAll(BLOCK)].map(([, name = "", commands = ""]) => [name, commands]));
}

/** The commands of one name, as they stand on the page. Throws where there are none. */
export function commandsOf(name: string): string {
  const commands = pageCommands().get(name);
  if (commands === undefined) throw new Error(`docs/deployment.md has no commands that are marked "${name}"`);
  return commands;
}

/** All shell commands on the page, tested or not, for those who look at their grammar. */
export function allCommands(): string[] {
  const page = readFileSync(PAGE, "utf8");
  return [...page.matchAll(/^( *)```sh\n([\s\S]*?)^ *```/gm)].map(([, , commands = ""]) => commands);
}
