import { BASE_PATH } from "../../app/base-path.ts";
import { sessionState, stayOut } from "../session.ts";
import { rememberedIssuer, rememberWay, type SignInTrip, takeTrip } from "./sign-in-trip.ts";
import { type SignInWay, signInWays } from "./sign-in-ways.ts";

/** Where issuers send people back to; each issuer has to know this address. */
export const REDIRECT_PATH = `${BASE_PATH}/signed-in`;

/** Sends whoever sits there to an issuer. What that takes is loaded only now. */
export async function signInAt(way: SignInWay): Promise<void> {
  try {
    const { beginSignIn } = await import("./begin-sign-in.ts");
    await beginSignIn(way);
  } catch (error) {
    stayOut("not-issued", messageOf(error));
  }
}

/** Goes on where the page was left for an issuer; asks the issuer silently where this tab was signed in there before. */
export function signInByIssuers(): void {
  if (location.pathname === REDIRECT_PATH) return comeBack();
  const way = signInWays().find(({ issuer }) => issuer === rememberedIssuer());
  if (way && sessionState().reason === "new") void askSilently(way);
}

async function askSilently(way: SignInWay): Promise<void> {
  stayOut("coming");
  try {
    const { beginSignIn } = await import("./begin-sign-in.ts");
    await beginSignIn(way, true);
  } catch {
    stayOut("new");
  }
}

function comeBack(): void {
  const answer = new URL(location.href);
  const trip = takeTrip();
  // At once: the code of the answer must not stay in the address.
  history.replaceState(null, "", trip?.wanted ?? `${BASE_PATH}/`);
  const way = signInWays().find(({ issuer }) => issuer === trip?.issuer);
  // An answer that nobody asked for signs nobody in.
  if (!trip || !way) return;
  stayOut("coming");
  void finish(way, trip, answer);
}

async function finish(way: SignInWay, trip: SignInTrip, answer: URL): Promise<void> {
  try {
    const { finishSignIn } = await import("./finish-sign-in.ts");
    await finishSignIn(way, trip, answer);
    rememberWay(way);
  } catch (error) {
    rememberWay(null);
    if (trip.isSilent) stayOut("new");
    else stayOut("not-issued", messageOf(error));
  }
}

function messageOf(error: unknown): string {
  const said = error instanceof Error && "error_description" in error ? error.error_description : undefined;
  if (typeof said === "string") return said;
  return error instanceof Error ? error.message : String(error);
}
