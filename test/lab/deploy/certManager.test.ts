import "../support/ownFolders";

import type { ExternalTarget } from "../../../infra/kubernetes/externalTargets";
import { buildStack } from "../../../infra/plan";
import { renderStack } from "../../../tools/render/render";
import { stackSettings } from "../../../lab/deploy/stack";
import type { KubeObject } from "../../../lab/deploy/object";
import { settings } from "../../support/stacks";
import { everything, find } from "../support/objects";

interface Made extends KubeObject {
  readonly spec: { readonly acme?: object; readonly ca?: { readonly secretName: string } };
  /** The rules of a Role or ClusterRole. */
  readonly rules?: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
  readonly stringData: Readonly<Record<string, string>>;
}

const made = async () => (await everything("prod")) as readonly Made[];
const isOfStack = ({ kind }: KubeObject) => /^(Issuer|Certificate)$/.test(kind);

describe("cert-manager in the local cluster", () => {
  it("gets the stack's Issuers and Certificates unchanged, except that a local CA replaces ACME", async () => {
    const { overrides } = stackSettings(1, {}, "prod");
    const theirs = (await renderStack("prod", { overrides })).objects.filter(isOfStack);
    const ours = (await made()).filter(isOfStack);
    const acme = (theirs as unknown as readonly Made[]).filter(({ spec }) => spec.acme);
    expect(acme.map(({ metadata }) => metadata.namespace)).toEqual(["autodealgenie", "monitoring"]);
    expect(ours).toEqual(
      theirs.map((each) =>
        (acme as readonly unknown[]).includes(each)
          ? { ...each, spec: { ca: { secretName: "public-authority" } } }
          : each,
      ),
    );
  });

  it("finds the local CA's chain and key in each namespace with an Issuer that uses it", async () => {
    const all = await made();
    const authorities = all.filter(({ kind, metadata }) => {
      return kind === "Secret" && metadata.name === "public-authority";
    });
    const asking = all
      .filter(({ kind }) => kind === "Issuer")
      .filter(({ spec }) => spec.ca?.secretName === "public-authority");
    const namespaces = (objects: readonly KubeObject[]) =>
      objects.map(({ metadata }) => metadata.namespace).sort();
    expect(namespaces(authorities)).toEqual(namespaces(asking));
    for (const { stringData } of authorities) {
      expect(stringData).toEqual({ "tls.crt": "certificateauthority", "tls.key": "key" });
    }
  });

  it("has write access only in namespaces with Certificates", async () => {
    const all = await made();
    const isWrite = (verb: string) => !["get", "list", "watch"].includes(verb);
    const writing = all.filter(({ kind, metadata, rules }) => {
      const own = kind === "ClusterRole" && metadata.name.startsWith("cert-manager");
      return own && rules?.some(({ verbs }) => verbs.some(isWrite));
    });
    expect(writing.map(({ metadata }) => metadata.name)).toEqual(["cert-manager-writes"]);
    const bound = all.filter(
      (each) =>
        each.kind.endsWith("Binding") &&
        (each as unknown as { roleRef: { name: string } }).roleRef.name === "cert-manager-writes",
    );
    expect(bound.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual(
      expect.arrayContaining([
        ["RoleBinding", "monitoring"],
        ["RoleBinding", "autodealgenie"],
      ]),
    );
    expect(bound).toHaveLength(2);
    expect(all.flatMap(({ rules }) => rules ?? []).flatMap(({ verbs }) => verbs)).not.toContain(
      "*",
    );
  });

  it("runs as a single replica in its chart's namespace, which enforces restricted pods", async () => {
    const all = await made();
    const namespace = find(all, "Namespace", "cert-manager");
    expect(namespace.metadata.labels).toEqual({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    expect(find(all, "Deployment", "cert-manager")).toMatchObject({
      metadata: { namespace: "cert-manager" },
      spec: { replicas: 1, strategy: { type: "Recreate" } },
    });
  });

  it("has the Service that Prometheus scrapes", async () => {
    const [{ service }, ...others] = buildStack(settings("prod")).declared.externalTargets as [
      ExternalTarget,
    ];
    expect(others).toEqual([]);
    const { name, namespace, labels, port } = service;
    expect(find(await made(), "Service", "cert-manager")).toMatchObject({
      metadata: { name, namespace, labels },
      spec: { ports: [{ name: port.name, port: port.number, targetPort: port.name }] },
    });
  });

  it("is left out of dev, which has no certificates", async () => {
    const all = await everything("dev");
    expect(all.filter(({ metadata }) => metadata.name.startsWith("cert-manager"))).toEqual([]);
  });
});
