import { queriesOf } from "../data/query-client.ts";
import { queryOptions } from "../data/question.ts";
import { browserTimeZone, readerIn } from "../format/reader.ts";
import { stretch } from "../format/times.ts";
import { type Session, sessionState, watchSession } from "../session/session.ts";
import { callerOf, clientOf } from "../session/session-client.ts";
import { writeAddress } from "../url/address.ts";
import { currentView, hrefOf } from "../url/current-view.ts";
import { likelyWindow } from "../url/likely-window.ts";
import { DEFAULT_VIEW } from "../url/view.ts";
import { type Ask, firstQuestions } from "./first-questions.ts";

/**
 * Asks what the screen of the address will ask, as soon as somebody is signed in: while the rest of the page is still
 * being fetched. The screen finds the answers, or the questions on their way.
 */
export function askFirst(): void {
  let last: Session | null = null;
  const look = (): void => {
    const { session } = sessionState();
    if (session && session !== last) void askFor(session);
    last = session;
  };
  watchSession(look);
  look();
}

async function askFor(session: Session): Promise<void> {
  try {
    // First of all: what comes before the next answer costs nothing then.
    const caller = callerOf(session);
    takeOwnZone();
    setTimeout(prepareDates);
    await firstQuestions(currentView(), await caller, askBy(session));
  } catch {
    // The screen asks again, and shows what comes of it.
  }
}

/** The browser's first date in a zone takes a phone 40 ms: it is written, for nobody, while the answer is awaited. */
function prepareDates(): void {
  const { window, timeZone } = currentView();
  const likely = likelyWindow(window, timeZone, Date.now());
  if (likely) stretch(likely, readerIn(timeZone));
}

function askBy(session: Session): Ask {
  const client = clientOf(session);
  const queries = queriesOf(session);
  return async (question) =>
    question.input === null ? undefined : queries.fetchQuery(queryOptions(client, question));
}

/**
 * Opening the bare page takes the zone of the browser's clock, and writes it into the address. Any other address means
 * what it says, UTC where it says no zone: a copied link shows the same numbers everywhere.
 */
function takeOwnZone(): void {
  if (writeAddress(currentView()) !== writeAddress(DEFAULT_VIEW)) return;
  history.replaceState(history.state, "", hrefOf({ ...DEFAULT_VIEW, timeZone: browserTimeZone() }));
}
