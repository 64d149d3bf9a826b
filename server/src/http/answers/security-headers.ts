import helmet from "helmet";
import { type HeaderSetter, headersSetBy } from "./headers-set-by.ts";

/**
 * Headers for answers that are data: a browser that is made to show one as a page shows nothing and runs nothing.
 * Strict-Transport-Security is the ingress's to send: this port speaks plain HTTP. They are the same for every answer,
 * so helmet is asked once.
 */
export function securityHeaders(): HeaderSetter {
  const asked = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  });
  const headers = headersSetBy([asked]);
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}
