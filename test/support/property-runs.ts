import * as fc from "fast-check";

// How many examples a property is tried with where it does not say: KUBECENT_PROPERTY_RUNS=5000 looks harder.
fc.configureGlobal({ numRuns: Number(process.env["KUBECENT_PROPERTY_RUNS"] ?? 100) });
