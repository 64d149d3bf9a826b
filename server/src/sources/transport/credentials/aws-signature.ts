import { Sha256 } from "@aws-crypto/sha256-js";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { SignatureV4 } from "@smithy/signature-v4";
import { errorMessage } from "@kubecent/shared";
import { SourceError } from "../../source-error.ts";
import type { Credentials } from "./credentials.ts";

/** Requests signed as AWS wants them (Signature Version 4), for Amazon Managed Service for Prometheus. */
export interface AwsSignatureOptions {
  readonly region: string;
  /** The service that is asked; `aps` is Amazon Managed Service for Prometheus. */
  readonly service: string;
  /** Profile of the shared AWS configuration; without it the default one. */
  readonly profile?: string | undefined;
}

/**
 * Signs each request with the credentials that the AWS SDK finds: variables, shared configuration, web identity (IRSA),
 * EKS Pod Identity, instance role; in its own order, renewed before they end.
 */
export function awsSignature({ region, service, profile }: AwsSignatureOptions): Credentials {
  const provide = defaultProvider(profile === undefined ? {} : { profile });
  let sessionToken = "";
  const signer = new SignatureV4({
    region,
    service,
    sha256: Sha256,
    credentials: async () => {
      const credentials = await provide();
      sessionToken = credentials.sessionToken ?? "";
      return credentials;
    },
  });
  return {
    headersFor: async ({ method, url, headers, body }) => {
      const contentType = headers["content-type"];
      const request = {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port !== "" && { port: Number(url.port) }),
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        // What a proxy may change must not be signed, and the host, which `fetch` sets itself, must.
        headers: { host: url.host, ...(contentType !== undefined && { "content-type": contentType }) },
        body: body ?? "",
      };
      const signed = await signer.sign(request).catch((cause: unknown) => {
        const why = errorMessage(cause);
        throw new SourceError(
          `the request cannot be signed for AWS (${why}): check the role or the access key`,
          {
            cause,
          },
        );
      });
      const added = Object.entries(signed.headers).filter(([name]) => !Object.hasOwn(request.headers, name));
      return Object.fromEntries(added);
    },
    secrets: () => [sessionToken],
  };
}
