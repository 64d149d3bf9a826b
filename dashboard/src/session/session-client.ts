import { createKubeCent, type InfoAnswer, type KubeCentClient } from "@kubecent/sdk";
import { BASE_PATH } from "../app/base-path.ts";
import { endSession, type Session } from "./session.ts";

/** What a session asks with, and what is known of its caller. */
interface OpenedSession {
  readonly client: KubeCentClient;
  /** Who the caller is, as the first attempt hears it. */
  readonly asked: Promise<InfoAnswer>;
  caller?: InfoAnswer;
}

const opened = new WeakMap<Session, OpenedSession>();

/** The client of a session, of the service that has served this page; always the same one. */
export function clientOf(session: Session): KubeCentClient {
  return open(session).client;
}

/** Asks who the session's caller is: once, whoever wants to know first. Later attempts are made by `askCaller`. */
export function callerOf(session: Session): Promise<InfoAnswer> {
  return open(session).asked;
}

/** Who the caller is, where the first attempt has heard it already. */
export function knownCaller(session: Session): InfoAnswer | undefined {
  return open(session).caller;
}

/** Asks who the caller is. The page does the waiting, not the SDK: a page that waits has to say so. */
export async function askCaller(client: KubeCentClient): Promise<InfoAnswer> {
  return client.system.info.query(undefined, { maxRetries: 0 });
}

function open(session: Session): OpenedSession {
  const known = opened.get(session);
  if (known) return known;
  const client = createClient(session);
  const made: OpenedSession = { client, asked: askCaller(client) };
  opened.set(session, made);
  made.asked.then(
    (caller) => (made.caller = caller),
    // Whoever shows it waits for the same promise.
    () => undefined,
  );
  return made;
}

const NOT_AUTHENTICATED = 401;

function createClient(session: Session): KubeCentClient {
  let wasTaken = false;
  return createKubeCent({
    url: BASE_PATH,
    token: session.token,
    onResponse: ({ status }) => {
      if (status !== NOT_AUTHENTICATED) wasTaken ||= status < 400;
      else if (session.onRefused) session.onRefused();
      else endSession(session, wasTaken ? "expired" : "refused");
    },
  });
}
