/** Who makes a change, for its audit record. */
export interface Actor {
  readonly name: string;
  /** Such as `token:7`: names may be given again, ids are not. */
  readonly callerId?: string;
  readonly requestId?: string;
}

/** What every audit record of a change says. */
export function auditOf(actor: Actor, details: Record<string, unknown>) {
  return {
    userId: actor.name,
    details: { ...details, ...(actor.callerId !== undefined && { callerId: actor.callerId }) },
    status: "SUCCESS" as const,
    ...(actor.requestId !== undefined && { requestId: actor.requestId }),
  };
}
