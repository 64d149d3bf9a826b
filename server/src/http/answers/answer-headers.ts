/** What varies an answer: who asks, in which form, from which page. */
export const VARY = "Authorization, Accept, Origin";

/** An answer belongs to its caller, who asks again whether it still holds. */
export const CACHE_ANSWER = "private, no-cache";
/** What must not be kept: refusals, and answers that hold what is told once. */
export const CACHE_NOTHING = "no-store";
