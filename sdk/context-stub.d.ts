// Stands in for server/src/api/context.ts where types are bundled: what the server hands to its procedures is its
// own affair, and would bring the types of pg along.

/** What every call of a procedure gets. */
export type Context = object;
/** What procedures work with. */
export type ApiServices = object;
/** How a repeated change is named. */
export type SentKey = object;
