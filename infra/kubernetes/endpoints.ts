import { isServer, type Server, type Workload } from "./server";

/** A server as seen by others: one entry for each of its Services, with its ServiceMonitor. Scheduled jobs have none. */
export function endpointsOf(workload: Workload): readonly Server[] {
  if (!isServer(workload)) return [];
  return workload.sidecar ? [workload, { ...workload, ...workload.sidecar }] : [workload];
}
