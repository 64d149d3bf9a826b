import type { SignInWay } from "./sign-in-ways.ts";

/**
 * What has to outlive the way to the issuer and back, which unloads the page: which issuer it is, what proves that the
 * answer belongs to this question, and the view that was wanted. None of it lets anybody in.
 */
export interface SignInTrip {
  readonly issuer: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Path and query of the view that was wanted. */
  readonly wanted: string;
  /** Whether the issuer was asked not to show anything. */
  readonly isSilent: boolean;
}

const TRIP = "kubecent.sign-in-trip";
const WAY = "kubecent.sign-in-way";

export function keepTrip(trip: SignInTrip): void {
  sessionStorage.setItem(TRIP, JSON.stringify(trip));
}

/** The trip that is under way, which ends by this: an answer counts once. */
export function takeTrip(): SignInTrip | null {
  const text = sessionStorage.getItem(TRIP);
  sessionStorage.removeItem(TRIP);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `keepTrip`, and read by nobody else
  return text === null ? null : (JSON.parse(text) as SignInTrip);
}

/** Remembers in this tab where somebody has signed in: loading the page anew asks the issuer without a question to them. */
export function rememberWay(way: SignInWay | null): void {
  if (way === null) sessionStorage.removeItem(WAY);
  else sessionStorage.setItem(WAY, way.issuer);
}

export function rememberedIssuer(): string | null {
  return sessionStorage.getItem(WAY);
}
