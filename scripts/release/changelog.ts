import type { Fault } from "./fault.ts";

const PENDING = "Pending";
const BREAKING = /^- \*\*BREAKING\*\*:? /;
/** Somebody meant to say it and said it differently: it would not be found. */
const MEANT_BREAKING = /\bBREAKING\b|^- \W*[Bb]reaking(?: changes?)?\W*:/;
/** Words of who is not done, spelt so that this file has none of them. */
const UNFINISHED = /\b(?:TO[D]O|FIX[M]E|XXX|TBD|WIP)\b|^- *(?:…|\.\.\.)? *$/m;

interface Section {
  /** `Pending`, or a version. */
  readonly name: string;
  readonly heading: string;
  readonly body: string;
}

interface Changelog {
  readonly head: string;
  readonly sections: readonly Section[];
}

/** Cuts a changelog at its headings of the second level. */
function parse(text: string): Changelog {
  const [head = "", ...rest] = text.split(/^(?=## )/m);
  return { head, sections: rest.map(sectionFrom) };
}

function sectionFrom(text: string): Section {
  const end = text.includes("\n") ? text.indexOf("\n") : text.length;
  const heading = text.slice(0, end);
  const name = /^## \[?([^\s\]]+)/.exec(heading)?.[1] ?? "";
  return { name, heading, body: text.slice(end).trim() };
}

/** The bullets of a section; what follows a bullet up to the next belongs to it. */
function bulletsOf(body: string): string[] {
  return body.split(/^(?=- )/m).map((bullet) => bullet.trimEnd());
}

function breakingFirst(bullets: readonly string[]): string[] {
  return [...bullets.filter(isBreaking), ...bullets.filter((bullet) => !isBreaking(bullet))];
}

function isBreaking(bullet: string): boolean {
  return BREAKING.test(bullet);
}

/** Whether something that is pending breaks what people have. */
export function hasBreaking(text: string): boolean {
  return bulletsOf(pendingOf(text)?.body ?? "").some(isBreaking);
}

function pendingOf(text: string): Section | undefined {
  return parse(text).sections.find(({ name }) => name === PENDING);
}

/** What stands below the heading of a version, for who publishes it. */
export function notesOf(text: string, version: string): string | undefined {
  return parse(text).sections.find(({ name }) => name === version)?.body;
}

/** What keeps the changelog from being released as it is. */
export function changelogFaults(text: string, version: string): Fault[] {
  const { sections } = parse(text);
  const pending = sections.filter(({ name }) => name === PENDING);
  return [
    ...(pending.length === 1 && sections[0]?.name === PENDING
      ? pendingFaults(pending[0]?.body ?? "")
      : [
          fault(
            `${pending.length} headings "## Pending", and ${JSON.stringify(sections[0]?.heading ?? "no heading")} first`,
            'one heading "## Pending" before those of the versions',
            "put it where it was",
          ),
        ]),
    ...sections
      .filter(({ name }) => name === version)
      .map(({ heading }) =>
        fault(
          `the heading "${heading}" already`,
          "a version that has none",
          "move its bullets to Pending, or take the next version",
        ),
      ),
    ...sections.filter(({ name }) => name !== PENDING).flatMap(orderFaults),
  ];
}

function pendingFaults(body: string): Fault[] {
  if (body === "") {
    return [
      fault(
        "nothing under Pending",
        "a bullet for each thing that a user notices",
        "write them, or release nothing",
      ),
    ];
  }
  const stray = bulletsOf(body).filter((bullet) => !bullet.startsWith("- "));
  const marked = bulletsOf(body).filter((bullet) => UNFINISHED.test(bullet));
  const vague = bulletsOf(body).filter((bullet) => !BREAKING.test(bullet) && MEANT_BREAKING.test(bullet));
  return [
    ...stray.map((text) =>
      fault(`under Pending ${quoted(text)}`, "bullets alone", "make it a bullet that begins with - "),
    ),
    ...marked.map((text) =>
      fault(`an unfinished bullet: ${quoted(text)}`, "finished sentences", "finish it"),
    ),
    ...vague.map((text) =>
      fault(
        `a bullet that speaks of BREAKING not at its beginning: ${quoted(text)}`,
        "- **BREAKING** what breaks, and what to do",
        "begin the bullet so; the release puts those first",
      ),
    ),
  ];
}

/** Versions that are out have what breaks first; a merge may have put it elsewhere. */
function orderFaults({ heading, body }: Section): Fault[] {
  const bullets = bulletsOf(body);
  if (breakingFirst(bullets).join() === bullets.join()) return [];
  return [
    fault(`under "${heading}" a BREAKING bullet behind others`, "BREAKING bullets first", "move it up"),
  ];
}

/** The changelog once a version is out: Pending becomes the version, BREAKING first, and a new Pending begins. */
export function releasedChangelog(text: string, version: string, date: string): string {
  const { head, sections } = parse(text);
  const written = sections.map((section) =>
    section.name === PENDING
      ? `## Pending\n\n## ${version} (${date})\n\n${breakingFirst(bulletsOf(section.body)).join("\n")}\n`
      : `${section.heading}\n\n${section.body}\n`,
  );
  return `${head}${written.join("\n")}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function fault(found: string, wanted: string, remedy: string): Fault {
  return { found: `CHANGELOG.md: ${found}`, wanted, remedy };
}
