import type { Allocation } from "../answers/allocation-answer.ts";
import { SourceError } from "../../source-error.ts";

/** What tells a pod from others; `uid` is "" unless OpenCost tells it. */
export interface PodIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** An OpenCost that tells pods apart by uid (INGEST_POD_UID) writes it behind the name, a space between them. */
const NAME_AND_UID = /^(?<name>\S+) (?<uid>[0-9a-f-]{8,})$/i;

/** Whose allocation this is. Throws SourceError where it is no single container's. */
export function podOf({ name, properties }: Allocation): PodIdentity {
  const { namespace, pod, container, uid, podUID } = properties;
  if (namespace === "" || pod === "" || container === "") {
    throw new SourceError(
      `OpenCost answered an allocation that names no namespace, pod and container: ${name.slice(0, 200)}. ` +
        "Is something in between that aggregates?",
    );
  }
  const parts = NAME_AND_UID.exec(pod)?.groups;
  return { namespace, name: parts?.["name"] ?? pod, uid: uid || podUID || (parts?.["uid"] ?? "") };
}
