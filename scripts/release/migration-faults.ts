import type { Fault } from "./fault.ts";

/** A migration as it is, as it landed, and whether the last release has it. */
export interface MigrationFacts {
  readonly name: string;
  /** Undefined where it is gone. */
  readonly text: string | undefined;
  /** What it was when it first came in. */
  readonly landed: string;
  readonly isReleased: boolean;
}

interface ReleaseFacts {
  readonly migrations: readonly MigrationFacts[];
  /** The version before, undefined for the first release. */
  readonly last: string | undefined;
  /** What the changelog says of this release. */
  readonly notes: string;
}

/** `-- after 000012` in the second line of a migration that takes something away. */
const AFTER = /^-- contract\n-- after (\d{6})\b/;

/** What is wrong with the migrations of a release. */
export function migrationFaults(facts: ReleaseFacts): Fault[] {
  return [...facts.migrations.flatMap(editFaults), ...contractFaults(facts)];
}

function editFaults({ name, text, landed }: MigrationFacts): Fault[] {
  if (text === landed) return [];
  return [
    {
      found: `migrations/${name} is ${text === undefined ? "gone" : "not what it was when it landed"}`,
      wanted: "migrations as databases have run them",
      remedy: "put it back as it was, and write what is to change as the next migration",
    },
  ];
}

/** Replicas of the version before go on beside the new ones: what they use is taken away one release later at the earliest. */
function contractFaults({ migrations, last, notes }: ReleaseFacts): Fault[] {
  if (last === undefined) return [];
  const released = new Set(
    migrations.filter(({ isReleased }) => isReleased).map(({ name }) => name.slice(0, 6)),
  );
  const contracting = migrations.filter(
    ({ isReleased, text }) => !isReleased && text?.startsWith("-- contract\n"),
  );
  const unnamed = contracting.filter(({ text = "" }) => !released.has(AFTER.exec(text)?.[1] ?? ""));
  const untold = contracting.length > 0 && !/\b\d+\.\d+\.\d+\b/.test(notes);
  return [
    ...unnamed.map(({ name }) => ({
      found: `migrations/${name} contracts, and its second line names no expanding migration of ${last}`,
      wanted:
        "a second line such as -- after 000012, with the migration that made the way free, in an earlier release",
      remedy: "release what expands first; contract in a later release",
    })),
    ...(untold
      ? [
          {
            found: `CHANGELOG.md names no version, and migrations contract: ${contracting.map(({ name }) => name).join(", ")}`,
            wanted: "the version that must run everywhere before this one",
            remedy: `write a bullet under Pending that says so, such as "First run ${last} everywhere"`,
          },
        ]
      : []),
  ];
}
