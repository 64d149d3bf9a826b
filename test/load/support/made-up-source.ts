import { createCompany } from "../../../bench/cluster/company.ts";
import { serveMadeUpPrometheus } from "../../../bench/prometheus/made-up-prometheus.ts";

// A Prometheus in a process of its own, so that what it takes is not taken from who sends the load. It says where it is,
// and ends with who started it.
const [containers, since] = process.argv.slice(2);
const prometheus = await serveMadeUpPrometheus(createCompany(Number(containers)), Number(since));
process.send?.(prometheus.url);
process.once("disconnect", () => void prometheus.close());
