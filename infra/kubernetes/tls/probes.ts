import { ignoring } from "../../objects/metadata";
import type { Container, Probe, ServerResource } from "../../objects/kubernetes";
import type { ServerTls } from "./server";

const PROBES = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

/**
 * The kubelet presents no client certificate: it can only check whether a port accepts connections, or run a program in the
 * container.
 */
export function probesOf(container: Container, { ready, open = false }: ServerTls, folder: string) {
  return Object.fromEntries(
    PROBES.map((which): [string, Probe | undefined] => {
      const { httpGet, ...probe } = container[which] ?? {};
      if (!httpGet) return [which, container[which]];
      if (open) return [which, { ...probe, httpGet: { ...httpGet, scheme: "HTTPS" } }];
      if (ready?.by === "program" && which !== "livenessProbe") {
        return [which, { ...probe, exec: { command: [...ready.command(folder)] } }];
      }
      // Not the startup probe: what it waits for may take longer than a start is allowed to.
      const port = ready?.by === "port" && which === "readinessProbe" ? ready.port : httpGet.port;
      return [which, { ...probe, tcpSocket: { port } }];
    }),
  );
}

/**
 * Exempts a workload from kube-score's rule that readiness and liveness probes must differ: if a server requires client
 * certificates, and its image has no program that could present one, the kubelet can only check whether it accepts connections.
 */
export function excused(resource: ServerResource): ServerResource {
  const annotations = ignoring("pod-probes-identical", resource.metadata.annotations);
  const metadata = { ...resource.metadata, annotations };
  return resource.kind === "Deployment" ? { ...resource, metadata } : { ...resource, metadata };
}
