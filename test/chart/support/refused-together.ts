/** What is wrong (as --set-json), and how the refusal names it. */
export type Refusal = readonly [readonly string[], string];

/**
 * Groups cases whose values have nothing to do with each other: the schema names all that it refuses at once, so one run
 * of helm tells of a whole group. Only those that are named by the place of the value, which nothing else is.
 */
export function groupsOf(cases: readonly Refusal[]): Refusal[][] {
  const groups: Refusal[][] = [];
  for (const one of cases.filter(([values, named]) => values.length === 1 && named.startsWith("/"))) {
    const room = groups.find((group) => group.every((other) => !touches(one, other)));
    if (room) room.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** Whether a refusal names the place of a value in full. */
export function names(output: string, place: string): boolean {
  return output.includes(`at '${place}'`);
}

function touches(one: Refusal, other: Refusal): boolean {
  return keysOf(one).some((key) => keysOf(other).some((its) => isWithin(key, its) || isWithin(its, key)));
}

function isWithin(key: string, other: string): boolean {
  return key === other || key.startsWith(`${other}.`);
}

function keysOf([values]: Refusal): string[] {
  return values.map((value) => value.split("=", 1)[0] ?? "");
}
