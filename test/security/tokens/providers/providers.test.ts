import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FULL_SCOPE } from "@kubecent/shared";
import { readSettings } from "../../../../server/src/config/read-settings.ts";
import { bodyOf } from "../../../unit/http/edge.ts";
import { type JwtEdge, startJwtEdge } from "../../support/jwt-edge.ts";
import { documentedExamples, documentedHeadings } from "./documented-settings.ts";
import {
  createLocalAuthority,
  type FakeProvider,
  type LocalAuthority,
  startProvider,
} from "./fake-provider.ts";
import { MORE_PROVIDERS } from "./more-token-shapes.ts";
import { PROVIDERS } from "./token-shapes.ts";

const ALL = [...PROVIDERS, ...MORE_PROVIDERS];
const hasOpenssl = canRun("openssl");
let authority: LocalAuthority;

beforeAll(async () => {
  if (hasOpenssl) authority = await createLocalAuthority();
});
afterAll(() => (hasOpenssl ? authority.remove() : undefined));

function canRun(command: string): boolean {
  try {
    execFileSync(command, ["version"]);
    return true;
  } catch {
    return false;
  }
}

test("every provider of docs/security.md is tried", () => {
  const general = "## An identity provider (OIDC)";

  expect(documentedHeadings().filter((heading) => heading !== general)).toEqual(
    ALL.map(({ heading }) => heading),
  );
});

test.each(documentedExamples())("production starts with the settings as they are: %s", (example) => {
  const settings = readSettings({
    ENVIRONMENT: "production",
    DATABASE_URL: "postgresql://kubecent:a-password@db.example.com/kubecent",
    CORS_ORIGINS: "https://kubecent.example.com",
    JWT_ISSUERS: example,
  });

  expect(settings.JWT_ISSUERS).toHaveLength(1);
});

describe.skipIf(!hasOpenssl).each(ALL)("$heading", (provider) => {
  let fake: FakeProvider;
  let edge: JwtEdge;

  beforeAll(async () => {
    fake = await startProvider(provider, authority);
    edge = await startJwtEdge([fake.rules]);
  });
  afterAll(async () => {
    await edge.close();
    await fake.stop();
  });

  test("its tokens name a caller, roles and groups", async () => {
    const { caller, role, groups = [] } = provider;
    const token = await fake.token();

    if (role !== undefined) expect(bodyOf(await edge.show(token))).toMatchObject({ caller, role });
    // Who has no role by the token has the one of a binding, by each of the names that it tells.
    const subjects = [
      caller.startsWith("system:")
        ? ({ subjectKind: "serviceaccount", subject: "monitoring/grafana" } as const)
        : ({ subjectKind: "user", subject: caller } as const),
      ...groups.map((subject) => ({ subjectKind: "group" as const, subject })),
    ];
    for (const subject of subjects) {
      edge.records = { revocations: [], bindings: [{ ...subject, role: "auditor", scope: FULL_SCOPE }] };
      await edge.lists.refresh();
      const grants = [...(role === undefined ? [] : [{ role }]), { role: "auditor" }];
      expect(bodyOf(await edge.show(token))).toMatchObject({ caller, grants });
    }
    expect(edge.keyFailures).toEqual([]);
  });

  test.each(Object.entries(provider.refused))("%s is refused", async (_what, change) => {
    expect((await edge.show(await fake.token(change))).status).toBe(401);
  });
});
