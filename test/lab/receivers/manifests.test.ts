import {
  RECEIVERS_SMARTHOST,
  RECEIVERS_URL,
  slackWebhookUrl,
  watchdogUrl,
} from "../../../lab/receivers/addresses";
import { RUNTIME_PACKAGES } from "../../../lab/receivers/image";
import { receiversObjects } from "../../../lab/receivers/manifests";
import { packagesRequiredBy } from "../../support/required";
import { SECRETS } from "./harness";

const IMAGE = "autodealgenie.dev/lab/receivers:test";
/** The fields that the tests look at, in any object. */
interface Rendered {
  kind: string;
  metadata: { labels: Record<string, string> };
  stringData: Record<string, string>;
  spec: {
    replicas: number;
    selector: Record<string, unknown>;
    ports: { targetPort: string }[];
    template: {
      metadata: { labels: Record<string, string>; annotations: Record<string, string> };
      spec: { securityContext: object; containers: Container[] };
    };
  };
}
interface Container {
  env: { name: string; value: string }[];
  ports: { name: string }[];
  securityContext: object;
}

const objects = (changes = {}) => {
  const made = receiversObjects({
    image: IMAGE,
    secrets: { ...SECRETS, ...changes },
    watchdogSilenceSeconds: 30,
  });
  return JSON.parse(JSON.stringify(made)) as [Rendered, Rendered, Rendered, Rendered, Rendered];
};

describe("the receivers' objects", () => {
  const [namespace, account, secret, deployment, service] = objects();
  const pod = deployment.spec.template;
  const container = pod.spec.containers[0]!;

  it("come in an order in which they can be applied, in a namespace with restricted Pod Security", () => {
    expect(objects().map(({ kind }) => kind)).toEqual([
      "Namespace",
      "ServiceAccount",
      "Secret",
      "Deployment",
      "Service",
    ]);
    expect(namespace.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
  });

  it("provide every _FILE variable's file from the Secret, and contain secrets nowhere else", () => {
    const files = container.env.filter(({ name }) => name.endsWith("_FILE"));
    const keys = files.map(({ value }) => value.replace("/etc/receivers/", ""));
    expect(keys.sort()).toEqual(Object.keys(secret.stringData).sort());
    const rest = JSON.stringify([namespace, account, deployment, service]);
    expect(Object.values(secret.stringData).filter((each) => rest.includes(each))).toEqual([]);
  });

  it("connect the Service to the pod by its selector and port names", () => {
    expect(pod.metadata.labels).toMatchObject(service.spec.selector);
    expect(deployment.spec.selector.matchLabels).toEqual(service.spec.selector);
    const names = container.ports.map(({ name }) => name);
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(names);
  });

  it("satisfy Pod Security, and run a single pod with the Recreate strategy", () => {
    expect(pod.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  });

  it("roll out a new pod when a credential changes", () => {
    const changed = objects({ smtpPassword: "another-password" })[3];
    expect(changed.spec.template.metadata.annotations).not.toEqual(pod.metadata.annotations);
  });

  it("are not rendered with a credential that the program would reject", () => {
    expect(() => objects({ slackWebhookPath: "/hook" })).toThrow(
      "must be the path of a Slack webhook",
    );
  });
});

test("in-cluster addresses point to the Service", () => {
  expect(RECEIVERS_URL).toBe("http://receivers.receivers.svc:8080");
  expect(RECEIVERS_SMARTHOST).toBe("receivers.receivers.svc:2525");
  expect(slackWebhookUrl(SECRETS)).toBe(`${RECEIVERS_URL}${SECRETS.slackWebhookPath}`);
  expect(watchdogUrl(SECRETS)).toBe(`${RECEIVERS_URL}/watchdog/${SECRETS.watchdogToken}`);
});

test("the image contains exactly the packages that the program requires", () => {
  expect(packagesRequiredBy("lab/receivers")).toEqual([...RUNTIME_PACKAGES]);
});
