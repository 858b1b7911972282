import { ignoring } from "../../objects/metadata";
import type { Container, Probe, ServerResource } from "../../objects/kubernetes";
import type { ServerTls } from "./server";

const PROBES = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

/** The kubelet shows no certificate: it can see whether a port takes connections, or have a program ask inside. */
export function probesOf(container: Container, { ready, open = false }: ServerTls, folder: string) {
  return Object.fromEntries(
    PROBES.map((which): [string, Probe | undefined] => {
      const { httpGet, ...probe } = container[which] ?? {};
      if (!httpGet) return [which, container[which]];
      if (open) return [which, { ...probe, httpGet: { ...httpGet, scheme: "HTTPS" } }];
      if (ready?.by === "program" && which !== "livenessProbe") {
        return [which, { ...probe, exec: { command: [...ready.command(folder)] } }];
      }
      // Not its start: what it waits for then may take longer than a start may.
      const port = ready?.by === "port" && which === "readinessProbe" ? ready.port : httpGet.port;
      return [which, { ...probe, tcpSocket: { port } }];
    }),
  );
}

/**
 * A workload of which kube-score is not to hold that it is asked for readiness and for life alike: of a server that
 * wants a certificate, and has no program beside it that could show one, the kubelet sees only whether it takes
 * connections.
 */
export function excused(resource: ServerResource): ServerResource {
  const annotations = ignoring("pod-probes-identical", resource.metadata.annotations);
  const metadata = { ...resource.metadata, annotations };
  return resource.kind === "Deployment" ? { ...resource, metadata } : { ...resource, metadata };
}
