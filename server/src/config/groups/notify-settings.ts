import * as z from "zod";
import { httpAddress } from "../fields/addresses.ts";
import { notifyAllow, smtpUrl } from "../fields/notify.ts";
import { file, setting } from "../setting.ts";

const MAIL_ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])$/;

/** How messages reach people, and what is worth one. */
export const notifySettings = {
  NOTIFY_KEY_FILE: setting(file().optional(), {
    unset: "made in `KUBECENT_DATA` where `KUBECENT_ROLE=all`; else there are no channels",
    rule: "Key that encrypts the secrets of channels in the database: 32 random bytes or more, shared by all processes. Without it, processes of `KUBECENT_ROLE=api` and `collector` neither make channels nor send: docs/alerts.md.",
  }),
  BUDGETS_FILE: setting(file().optional(), {
    unset: "none",
    rule: "JSON file with a list of budgets, for budgets that live in Git: docs/budgets.md. The process that collects sets them within half a minute of a change and deletes those that are gone; over the API they can be read alone.",
  }),
  NOTIFY_ALLOW: setting(notifyAllow().optional(), {
    unset: "none: public addresses over https at port 443",
    rule: "Where messages may go beside public addresses, such as an Alertmanager in the cluster: networks (CIDR) and hosts with or without a port, with commas between them. There, http and any port are allowed too.",
  }),
  SMTP_URL: setting(smtpUrl().optional(), {
    unset: "none: channels of kind `email` send nothing",
    isSecret: true,
    rule: "Mail server: `starttls://user:password@smtp.example.com:587`. `smtps` is TLS from the start, `starttls` TLS that is required, `smtp` none.",
  }),
  SMTP_FROM: setting(
    z.string().regex(MAIL_ADDRESS, "an address such as kubecent@example.com").default("kubecent@localhost"),
    {
      rule: "The sender of mails.",
    },
  ),
  PUBLIC_URL: setting(httpAddress("https://kubecent.example.com").optional(), {
    unset: "none: messages have no links",
    rule: "Where people reach the service with a browser; links in messages begin with it.",
  }),
  ANOMALY_SENSITIVITY: setting(z.enum(["off", "quiet", "normal", "eager"]).default("normal"), {
    rule: "How much it takes for a day's cost to be unusual: docs/anomalies.md has what each finds and misses. `off` judges nothing.",
  }),
  ANOMALY_MIN_COST: setting(
    z
      .string()
      .regex(/^[0-9]{1,9}(\.[0-9]{1,9})?$/, "an amount a day, such as 1.00")
      .default("1.00"),
    {
      rule: "A day's cost that is nearer than this to what was expected is not unusual, in the cluster's currency. Neither is one that is within 15 % of it.",
    },
  ),
};
