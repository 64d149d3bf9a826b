/** What PostgreSQL answers to every further question in a transaction in which one has failed. */
const IN_FAILED_TRANSACTION = "25P02";

/**
 * Waits for questions that are put on one connection at the same time, and gives all their answers. Where one fails, it
 * waits for the others all the same: a question that went on would run in a transaction that is over, or in another
 * one. Then it throws the original failure, not one that it caused in the others.
 */
export async function allSettledThenThrow<Works extends readonly Promise<unknown>[]>(
  ...works: Works
): Promise<{ [Place in keyof Works]: Awaited<Works[Place]> }> {
  const failures: unknown[] = [];
  const answers = await Promise.all(
    works.map(async (work) => {
      try {
        return await work;
      } catch (error) {
        failures.push(error);
        return undefined;
      }
    }),
  );
  if (failures.length > 0) throw failures.find((failure) => !isInTheWake(failure)) ?? failures[0];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an answer for each work, at its place
  return answers as { [Place in keyof Works]: Awaited<Works[Place]> };
}

function isInTheWake(failure: unknown): boolean {
  return failure instanceof Error && "code" in failure && failure.code === IN_FAILED_TRANSACTION;
}
