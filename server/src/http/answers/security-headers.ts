import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * Headers for answers that are data: a browser that is made to show one as a page shows nothing and runs nothing.
 * Strict-Transport-Security is the ingress's to send: this port speaks plain HTTP.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  });
}
