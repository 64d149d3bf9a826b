/** Where the service runs. What is unsafe is refused in production, and production is what is meant unless said. */
export const ENVIRONMENTS = ["development", "staging", "production"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
