/** `why=total`: the number that a screen is about. */
export const TOTAL = "total";
