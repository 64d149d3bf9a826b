import type { HourBill } from "../../domain/allocation/hour-bill.ts";
import type { HourCosts } from "../../domain/allocation/hour-costs.ts";
import type { MeasuredHour } from "../../domain/allocation/measured-hour.ts";

/** What makes a stored hour anew from what is kept of it. */
export type Restatement = (measured: MeasuredHour) => HourCosts | Promise<HourCosts>;

/** Takes an hour's bill as it is stored, and as it becomes. */
export type TakeBills = (before: HourBill, after: HourBill) => void;
