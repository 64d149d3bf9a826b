import type { SecretBox } from "../../notify/secrets/channel-secrets.ts";
import type { AddressRule } from "../../notify/sending/address-rules.ts";

/** What procedures about channels work with. */
export interface NotifyServices {
  /** Null in a process that has no key for channels' secrets. */
  readonly box: SecretBox | null;
  /** Where messages may go. */
  readonly rule: AddressRule;
  /** Whether names may lead to networks inside. */
  readonly allowsNetworks: boolean;
  /** Whether there is a mail server. */
  readonly hasMail: boolean;
  /** Where links begin; undefined where there are none. */
  readonly publicUrl: string | undefined;
}
