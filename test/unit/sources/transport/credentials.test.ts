import { createHash, createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROMETHEUS } from "../../../../server/src/sources/prometheus/query/query-client.ts";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import { createConnection } from "../../../../server/src/sources/transport/source-connection.ts";
import { readBody } from "../../../../server/src/sources/transport/http-exchange.ts";
import {
  type FakeAnswer,
  fakePrometheus,
  type ReceivedQuery,
} from "../prometheus/support/fake-prometheus.ts";

const NEVER = new AbortController().signal;
const FORM = new URLSearchParams({ query: 'up{job="a b"}', time: "1794787200" });
const AWS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "not-a-real-secret-key" };

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubecent-credentials-"));
  await writeFile(join(folder, "secret"), "hush-hush-hush\n");
});
afterAll(() => rm(folder, { recursive: true }));

/** Asks twice with OAuth2 against an authorisation server that answers so. */
async function askedByToken(tokenAnswer: FakeAnswer) {
  await using login = await fakePrometheus(() => tokenAnswer);
  await using prometheus = await fakePrometheus(() => ({ body: "{}" }));
  const clientCredentials = {
    tokenUrl: `${login.url}/oauth2/token`,
    clientId: "kube cent",
    clientSecretFile: join(folder, "secret"),
    scopes: ["metrics.read", "tenant"],
    audience: "prometheus",
  };
  const connection = createConnection({ url: prometheus.url, clientCredentials }, PROMETHEUS);
  for (let times = 0; times < 2; times++) await connection.post("/api/v1/query", FORM, NEVER);
  return { login: login.received, prometheus: prometheus.received, connection };
}

const TOKEN = { access_token: "token-of-the-client", token_type: "bearer" };

test("a token comes from the authorisation server, once for many questions", async () => {
  const { login, prometheus } = await askedByToken({ body: JSON.stringify({ ...TOKEN, expires_in: 3600 }) });

  expect(login).toHaveLength(1);
  expect(Object.fromEntries(login[0]?.form ?? [])).toEqual({
    grant_type: "client_credentials",
    scope: "metrics.read tenant",
    audience: "prometheus",
  });
  const basic = Buffer.from(
    (login[0]?.headers.authorization ?? "").slice("Basic ".length),
    "base64",
  ).toString();
  expect(decodeURIComponent(basic)).toBe("kube+cent:hush-hush-hush");
  expect(prometheus.map(({ headers }) => headers.authorization)).toEqual(
    Array.from({ length: 2 }, () => "Bearer token-of-the-client"),
  );
});

test("a server that takes the client's secret in the form alone is asked so", async () => {
  await using login = await fakePrometheus(({ headers }) =>
    headers.authorization === undefined
      ? { body: JSON.stringify({ ...TOKEN, expires_in: 3600 }) }
      : { status: 401, body: JSON.stringify({ error: "invalid_client" }) },
  );
  await using prometheus = await fakePrometheus(() => ({ body: "{}" }));
  const clientCredentials = {
    tokenUrl: login.url,
    clientId: "kubecent",
    clientSecretFile: join(folder, "secret"),
  };

  await createConnection({ url: prometheus.url, clientCredentials }, PROMETHEUS).post("/", FORM, NEVER);

  expect(login.received[1]?.form.get("client_secret")).toBe("hush-hush-hush");
  expect(prometheus.received[0]?.headers.authorization).toBe("Bearer token-of-the-client");
});

test("a token that is about to end is fetched anew", async () => {
  const { login } = await askedByToken({ body: JSON.stringify({ ...TOKEN, expires_in: 20 }) });

  expect(login).toHaveLength(2);
});

test("the token is kept out of messages", async () => {
  const { connection } = await askedByToken({ body: JSON.stringify({ ...TOKEN, expires_in: 3600 }) });

  expect(connection.redact("it said token-of-the-client")).toBe("it said [redacted]");
});

test.each([
  [401, { error: "invalid_client" }, "refused"],
  [400, { error: "invalid_scope", error_description: "no such scope" }, "refused"],
  [200, { token_type: "bearer" }, "no token from"],
  [503, {}, "no token from"],
])(
  "an authorisation server that answers %i %j is told as such, without the secret",
  async (status, body, said) => {
    const failed: unknown = await askedByToken({ status, body: JSON.stringify(body) }).catch(
      (error: unknown) => error,
    );

    expect(failed).toBeInstanceOf(SourceError);
    expect(String(failed)).toContain(said);
    expect(String(failed)).not.toContain("hush-hush");
  },
);

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature Version 4 reckoned anew from what arrived, as AWS documents it. */
function signatureOf({ path, headers, form }: ReceivedQuery, method: string): string {
  const [, date = "", region = "", service = "", signedHeaders = ""] =
    /Credential=AKIDEXAMPLE\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), /.exec(
      headers.authorization ?? "",
    ) ?? [];
  const url = new URL(path, "http://x");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join("&");
  const named = signedHeaders
    .split(";")
    .map((name) => `${name}:${String(headers[name])}\n`)
    .join("");
  const body = method === "POST" ? form.toString() : "";
  const canonical = [method, url.pathname, query, named, signedHeaders, sha256(body)].join("\n");
  const text = [
    "AWS4-HMAC-SHA256",
    headers["x-amz-date"],
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${AWS.secretAccessKey}`,
  );
  return hmac(key, text).toString("hex");
}

test.each(["POST", "GET"])("a %s is signed for AWS as AWS would check it", async (method) => {
  process.env["AWS_ACCESS_KEY_ID"] = AWS.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = AWS.secretAccessKey;
  process.env["AWS_SESSION_TOKEN"] = "session-token-of-the-role";
  await using server = await fakePrometheus(() => ({ body: "{}" }));
  const awsSignature = { region: "eu-central-1", service: "aps" };
  const connection = createConnection({ url: `${server.url}/workspaces/ws-1`, awsSignature }, PROMETHEUS);

  const { status } = await (method === "POST"
    ? connection.post("/api/v1/query", FORM, NEVER)
    : connection.get("/api/v1/query", FORM, NEVER));

  const [query] = server.received;
  expect(status).toBe(200);
  expect(query?.headers["x-amz-security-token"]).toBe("session-token-of-the-role");
  expect(query?.headers.authorization).toContain("/eu-central-1/aps/aws4_request");
  expect(query?.headers.authorization).toMatch(
    new RegExp(`Signature=${query && signatureOf(query, method)}$`),
  );
  expect(connection.redact("x session-token-of-the-role y")).toBe("x [redacted] y");
});

test("a client certificate that cannot be read is an error that names the file", async () => {
  const files = { certFile: join(folder, "no-such-cert.pem"), keyFile: join(folder, "secret") };
  const connection = createConnection({ url: "https://localhost:1", ...files }, PROMETHEUS);

  await expect(connection.post("/", FORM, NEVER)).rejects.toThrow(
    `The client certificate file ${files.certFile} cannot be read`,
  );
});

test("a bearer token's file that is empty is an error that names it", async () => {
  const bearerTokenFile = join(folder, "empty");
  await writeFile(bearerTokenFile, " \n");
  const connection = createConnection({ url: "http://127.0.0.1:1", bearerTokenFile }, PROMETHEUS);

  await expect(connection.get("/", FORM, NEVER).then(({ body }) => readBody(body, 10))).rejects.toThrow(
    `The bearer token file ${bearerTokenFile} is empty`,
  );
});
