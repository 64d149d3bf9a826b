/** What keeps a release from being made. */
export interface Fault {
  readonly found: string;
  readonly wanted: string;
  readonly remedy: string;
}

/** One fault as a person reads it. */
export function faultText({ found, wanted, remedy }: Fault): string {
  return `- Found: ${found}\n  Wanted: ${wanted}\n  Do: ${remedy}\n`;
}
