import { createKubeCent, type KubeCentClient } from "@kubecent/sdk";
import { BASE_PATH } from "../app/base-path.ts";
import { endSession, type Session } from "./session.ts";

const NOT_AUTHENTICATED = 401;

/** A client, for this session, of the service that has served this page. */
export function openClient(session: Session): KubeCentClient {
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
