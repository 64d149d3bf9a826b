import * as z from "zod";
import { httpAddress } from "./addresses.ts";
import { file, line } from "../setting.ts";
import { json } from "./json.ts";

const WORD = line("one line of text, 500 characters at most", 500).min(1, "text that is not empty");

/** Where a token for the source comes from, by OAuth 2.0 client credentials. */
export const ClientCredentialsSchema = z.strictObject({
  tokenUrl: httpAddress("https://login.example.com/oauth2/token"),
  clientId: WORD,
  clientSecretFile: file(),
  scopes: z.array(WORD).min(1).max(20).exactOptional(),
  audience: WORD.exactOptional(),
});
export type ClientCredentialsSettings = z.output<typeof ClientCredentialsSchema>;

/** How requests to the source are signed for AWS. */
export const AwsSignatureSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region, such as eu-central-1"),
  service: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, "the name that AWS signs the service by, such as aps")
    .default("aps"),
  profile: WORD.exactOptional(),
});
export type AwsSignatureSettings = z.output<typeof AwsSignatureSchema>;

/** OAuth 2.0 client credentials as JSON in a variable. */
export function oauth2() {
  return json(
    ClientCredentialsSchema,
    'JSON such as {"tokenUrl":"https://login.example.com/oauth2/token","clientId":"kubecent","clientSecretFile":"/secrets/client"}, with scopes (a list) and audience where they are wanted',
  );
}

/** AWS signing as JSON in a variable. */
export function sigv4() {
  return json(
    AwsSignatureSchema,
    'JSON such as {"region":"eu-central-1"}, with service and profile where they are wanted',
  );
}

/** What may stand in a source's settings beside its address, by the names that people write. */
interface WrittenCredentials {
  readonly url: string | undefined;
  readonly tokenFile?: unknown;
  readonly oauth2?: unknown;
  readonly sigv4?: unknown;
  readonly caFile?: unknown;
  readonly certFile?: unknown;
  readonly keyFile?: unknown;
}

export type CredentialName = Exclude<keyof WrittenCredentials, "url">;

/** What is wrong with credentials together: the field, and what is wanted of it. */
export function credentialFaults(written: WrittenCredentials): { name: CredentialName; wanted: string }[] {
  const { url = "", certFile, keyFile } = written;
  const isTls = url.toLowerCase().startsWith("https:");
  const [, ...more] = (["tokenFile", "oauth2", "sigv4"] as const).filter(
    (name) => written[name] !== undefined,
  );
  const plain = (["caFile", "certFile"] as const).filter((name) => written[name] !== undefined && !isTls);
  const faults = [
    ...more.map((name) => ({ name, wanted: "one way to authenticate: a token file, OAuth2 or SigV4" })),
    ...plain.map((name) => ({
      name,
      wanted: "an address with https beside it, or nothing: http has no certificate to check or to show",
    })),
  ];
  if (url === "" || (certFile === undefined) === (keyFile === undefined)) return faults;
  const name = certFile === undefined ? "certFile" : "keyFile";
  return [
    ...faults,
    { name, wanted: "the file beside the other one: a certificate and its key go together" },
  ];
}
