import { type BindingRow, formatInstant } from "@kubecent/shared";
import type { StoredBinding } from "../../../store/access/stored-bindings.ts";

/** A binding as answers show it. */
export function bindingRow({ bindingId, createdAt, ...binding }: StoredBinding): BindingRow {
  return { id: bindingId.toString(), ...binding, createdAt: formatInstant(createdAt.getTime()) };
}
