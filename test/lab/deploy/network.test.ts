import "../support/ownFolders";

import { networkFaults } from "../../support/network/networkFaults";
import {
  flowsOf,
  networkSettings,
  peerOf,
  type ScrapedWorkloads,
  type Peer,
} from "../../../infra/kubernetes/network/flows";
import { networkPolicies } from "../../../infra/kubernetes/network/policies";
import { plan } from "../../../infra/plan";
import { isWorkload, type KubeObject } from "../../../lab/deploy/object";
import { stackSettings } from "../../../lab/deploy/stack";
import { STACKS, type StackName } from "../../../tools/render/names";
import { settings } from "../../support/stacks";
import { everything } from "../support/objects";

interface Service extends KubeObject {
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly port: number; readonly targetPort: string | number }[];
  };
}

interface Pod {
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly containerPort: number }[];
}

function networkOf(stack: StackName) {
  const config = settings(stack, stackSettings(1, {}, stack).overrides);
  const workloads: ScrapedWorkloads = plan(config);
  return { config, workloads, flows: flowsOf(workloads, networkSettings(config)) };
}

const { workloads, flows } = networkOf("dev");

const NAME_LABEL = "app.kubernetes.io/name";

/** The external peers that a part may connect to, as `namespace/name port`. */
function askedBy(part: keyof typeof workloads): readonly string[] {
  const self = JSON.stringify(peerOf(workloads[part]!));
  const told = (to: Peer) =>
    to.kind === "pods" ? `${to.namespace}/${to.labels[NAME_LABEL] ?? "*"}` : "outside";
  return (
    flows
      .filter(({ from }) => JSON.stringify(from) === self)
      .flatMap(({ to, ports }) => ports.map(({ port = "any" }) => `${told(to)} ${port}`))
      // Without our own servers and DNS.
      .filter((line) => !/^((monitoring|autodealgenie|kube-system)\/|outside 53$)/.test(line))
  );
}

describe("the network policies of the local cluster", () => {
  it.each(STACKS)("allow exactly the connections that %s needs there", (stack) => {
    const { config, workloads: parts } = networkOf(stack);
    const network = networkSettings(config);
    expect(networkFaults(parts, network, networkPolicies(parts, network))).toEqual([]);
  });

  it("allow connections to the lab's receivers, upstreams and website", () => {
    expect(askedBy("alertmanager")).toEqual([
      "receivers/receivers 8080",
      "receivers/receivers 2525",
      "outside 443",
    ]);
    expect(askedBy("backend")).toEqual(["upstreams/upstreams 8080"]);
    expect(askedBy("blackboxExporter")).toEqual(["receivers/website 8443"]);
  });

  it.each(STACKS)("use the pods' ports in %s, not only those of their Services", async (stack) => {
    const objects = await everything(stack);
    const pods = objects.filter(isWorkload).map(({ metadata, spec }) => {
      const template = spec.template as unknown as {
        readonly metadata: { readonly labels: Pod["labels"] };
        readonly spec: { readonly containers: readonly { readonly ports?: Pod["ports"] }[] };
      };
      const ports = template.spec.containers.flatMap(({ ports = [] }) => ports);
      return { namespace: metadata.namespace, labels: template.metadata.labels, ports };
    });
    const open = objects
      .filter(({ kind }) => kind === "Service")
      .flatMap((service) => {
        const { metadata, spec } = service as Service;
        const behind = pods.filter(
          ({ namespace, labels }) =>
            namespace === metadata.namespace &&
            Object.entries(spec.selector).every(([label, value]) => labels[label] === value),
        );
        return spec.ports.flatMap(({ targetPort }) =>
          typeof targetPort === "number"
            ? [`${metadata.namespace} ${targetPort}`]
            : behind
                .flatMap(({ ports }) => ports.filter(({ name }) => name === targetPort))
                .map(({ containerPort }) => `${metadata.namespace} ${containerPort}`),
        );
      });
    const asked = networkOf(stack).flows.flatMap(({ to, ports }) =>
      to.kind === "pods" ? ports.map(({ port = "any" }) => `${to.namespace} ${port}`) : [],
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((each) => !open.includes(each))).toEqual([]);
  });
});
