import * as z from "zod";

/** What may break the rules of rooms: a file, or a folder by a path that ends in "/"; with the reason. */
export const ExceptionsSchema = z.array(z.strictObject({ path: z.string(), reason: z.string().min(10) }));

export type RoomException = z.output<typeof ExceptionsSchema>[number];

/** The exception that holds for a path, if there is one. */
export function exceptionFor(path: string, exceptions: readonly RoomException[]): RoomException | undefined {
  return exceptions.find((each) =>
    each.path.endsWith("/") ? path.startsWith(each.path) : path === each.path,
  );
}
