import type { Server } from "node:http";
import { FULL_SCOPE } from "@kubecent/shared";
import type { Settings } from "../../config/read-settings.ts";
import type { Database } from "../../store/connection/database.ts";
import { makeSignInLink } from "../parts/sign-in-link.ts";
import { banner } from "./banner.ts";
import { dataFolder } from "./configured-database.ts";
import type { ConfiguredCluster } from "./configured-clusters.ts";
import { developmentToken } from "./development-token.ts";

interface AnnouncedParts {
  readonly database: Database;
  readonly server: Server;
  readonly clusters: readonly ConfiguredCluster[];
}

/** Tells a developer where the service is, and how to get in: nobody else, for what it prints lets anybody in. */
export async function announce(
  settings: Settings,
  { database, server, clusters }: AnnouncedParts,
): Promise<void> {
  if (settings.ENVIRONMENT !== "development") return;

  const address = server.address();
  const port = typeof address === "object" && address ? address.port : settings.PORT;
  const origin = `http://localhost:${port}`;
  const link = { name: "development", role: "admin", scope: FULL_SCOPE } as const;
  process.stdout.write(
    banner({
      origin,
      signInLink: settings.DASHBOARD_ENABLED
        ? await makeSignInLink(
            database,
            { ...link, page: origin, isKept: true },
            { writer: database.auditWriter, userId: "system" },
          )
        : null,
      token: await developmentToken(database, dataFolder(settings)),
      clusters: clusters.map(({ name, source }) => ({ name, source: source.kind })),
    }),
  );
}
