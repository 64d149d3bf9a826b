import { expect, it, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";

const ISSUER = { issuer: "https://login.example.com", audience: "kubecent", discovery: true };

function read(entry: object) {
  return readSettings({ ENVIRONMENT: "development", JWT_ISSUERS: JSON.stringify([entry]) }).JWT_ISSUERS?.[0];
}

test("a client id is all that signing in needs", () => {
  expect(read({ ...ISSUER, signIn: { clientId: "web" } })?.signIn).toEqual({
    clientId: "web",
    scopes: "openid",
    token: "access_token",
    parameters: {},
    origins: [],
  });
});

it.each([
  ["clientId", {}],
  ["scopes", { clientId: "web", scopes: "email" }],
  ["token", { clientId: "web", token: "refresh_token" }],
  ["origins", { clientId: "web", origins: ["https://a.example; script-src *"] }],
  ["origins", { clientId: "web", origins: ["https://*"] }],
  ["signIn.parameters: the dashboard sends that itself", { clientId: "web", parameters: { state: "x" } }],
  ["redirect", { clientId: "web", redirect: "https://evil.example" }],
])("%s that cannot be is refused", (told, signIn) => {
  expect(() => read({ ...ISSUER, signIn })).toThrow(told);
});

it.each([
  ["a cluster", { ...ISSUER, kind: "kubernetes", jwksUrl: "https://k.example/keys", discovery: false }],
  ["a name", { issuer: "shop", audience: "kubecent", keyFile: "/keys" }],
])("people cannot be sent to %s", (_what, issuer) => {
  expect(() => read({ ...issuer, signIn: { clientId: "web" } })).toThrow("people cannot be sent there");
});
