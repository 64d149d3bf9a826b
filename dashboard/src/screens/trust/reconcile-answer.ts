import type { ReconcileFigures, ReconcileRow, WindowAnswer } from "@kubecent/shared";

/** What `cost.reconcile` answers. */
export type ReconcileAnswer = WindowAnswer<ReconcileRow, ReconcileFigures>;
