/** What brings names and labels' values into a form that can be stored. */
export interface Cleaners {
  readonly name: (text: string) => string;
  readonly value: (text: string) => string;
}

/** The thing itself where its names are clean, which is nearly always: an hour has tens of thousands. */
export function cleanFields<Field extends string, Thing extends Readonly<Record<Field, string>>>(
  thing: Thing,
  fields: readonly Field[],
  clean: Cleaners,
): Thing {
  const changed = fields.filter((field) => clean.name(thing[field]) !== thing[field]);
  if (changed.length === 0) return thing;
  return { ...thing, ...Object.fromEntries(changed.map((field) => [field, clean.name(thing[field])])) };
}
