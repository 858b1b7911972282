import { isServer, type Server, type Workload } from "./server";

/** A server as others see it: once for each of its Services, with what scrapes that one. A scheduled job nobody sees. */
export function endpointsOf(workload: Workload): readonly Server[] {
  if (!isServer(workload)) return [];
  return workload.sidecar ? [workload, { ...workload, ...workload.sidecar }] : [workload];
}
