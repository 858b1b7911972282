import type { Flow, Peer } from "../../../../infra/kubernetes/network/flows";
import type { NetworkPolicy } from "../../../../infra/objects/kubernetes";
import {
  compared,
  connectionsOf,
  metOf,
  SPARE,
  type Connection,
  type Front,
  type NumberedPort,
  type Outcome,
  type Place,
} from "../../../support/network/connections";

const tcp = (port: number): NumberedPort => ({ protocol: "TCP", port });
const udp = (port: number): NumberedPort => ({ protocol: "UDP", port });

function pod(app: string, address: string, listening: readonly NumberedPort[] = []): Place {
  const party = { kind: "pod", namespace: "n", labels: { app }, address } as const;
  return { name: `n/${app}@${address}`, party, address, isNode: false, listening };
}

function outsider(name: string, address: string, isNode = false): Place {
  return { name, party: { kind: "outsider", address }, address, isNode, listening: [] };
}

const node = outsider("node", "10.200.0.1", true);
const outside = outsider("outside", "203.0.113.7");

type Spec = Partial<NetworkPolicy["spec"]>;

function policy(app: string | undefined, { ingress, egress }: Spec = {}): NetworkPolicy {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: app ?? "default-deny", namespace: "n" },
    spec: {
      podSelector: app === undefined ? {} : { matchLabels: { app } },
      policyTypes: ["Ingress", "Egress"],
      ...(ingress && { ingress }),
      ...(egress && { egress }),
    },
  } as unknown as NetworkPolicy;
}

const peer = (app: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "n" } },
  podSelector: { matchLabels: { app } },
});
const block = (cidr: string) => ({ ipBlock: { cidr } });

const POLICIES = [
  policy(undefined),
  policy("web", { egress: [{ to: [peer("db")], ports: [{ protocol: "TCP", port: 5432 }] }] }),
  policy("db", { ingress: [{ from: [peer("web")], ports: [{ protocol: "TCP", port: 5432 }] }] }),
];
const web = pod("web", "10.244.0.5", [tcp(8000)]);
const db = pod("db", "10.244.0.6", [tcp(5432)]);
const other = pod("other", "10.244.0.7");

const told = (connections: readonly Connection[]) =>
  connections.map(({ told: words, allowed }) => `${words}: ${allowed ? "yes" : "no"}`);

describe("the connections to try", () => {
  it("cover every pair, on each port listened on or named by a policy, and on one spare port", () => {
    expect(told(connectionsOf([web, db], [], POLICIES).tried)).toEqual([
      "n/web@10.244.0.5 to n/db@10.244.0.6 on TCP 5432: yes",
      "n/web@10.244.0.5 to n/db@10.244.0.6 on TCP 1: no",
      "n/db@10.244.0.6 to n/web@10.244.0.5 on TCP 8000: no",
      "n/db@10.244.0.6 to n/web@10.244.0.5 on TCP 1: no",
    ]);
  });

  it("include those of the node, which reaches every pod, and exclude those that no policy covers", () => {
    const { tried } = connectionsOf([db, node, outside], [], POLICIES);
    expect(told(tried).filter((each) => each.startsWith("node"))).toEqual([
      "node to n/db@10.244.0.6 on TCP 5432: yes",
      "node to n/db@10.244.0.6 on TCP 1: yes",
    ]);
    expect(tried.filter(({ from, to }) => from !== db && to !== db)).toEqual([]);
    expect(tried.filter(({ from }) => from === outside).map(({ allowed }) => allowed)).toEqual([
      false,
      false,
    ]);
  });

  it("are allowed to pods whose address is in an allowed IP block", () => {
    const asks = policy("web", {
      egress: [{ to: [block("10.244.0.7/32")], ports: [{ protocol: "TCP", port: 443 }] }],
    });
    const { tried } = connectionsOf([web, other, outside], [], [asks]);
    expect(
      tried.filter(({ from, allowed }) => from === web && allowed).map(({ to }) => to),
    ).toEqual([other]);
  });

  it("include each Service port, leading to the pods behind it", () => {
    const front: Front = {
      name: "n/db",
      address: "10.96.0.20",
      ...tcp(15432),
      behind: [db.address],
      target: 5432,
    };
    const through = connectionsOf([web, db, other, node, outside], [front], POLICIES).tried.filter(
      ({ sent }) => sent.address === front.address,
    );
    expect(through.map(({ from, allowed }) => [from.name, allowed])).toEqual([
      [web.name, true],
      [other.name, false],
      [node.name, true],
    ]);
    expect(through[0]).toMatchObject({ to: db, arrives: tcp(5432), sent: tcp(15432) });
  });

  it("exclude Services whose outcome depends on the endpoint chosen, or without known endpoints", () => {
    const front: Front = {
      name: "n/any",
      address: "10.96.0.21",
      ...tcp(80),
      behind: [],
      target: 5432,
    };
    const mixed = { ...front, behind: [db.address, other.address] };
    for (const each of [front, mixed, { ...front, behind: ["10.244.0.99"] }]) {
      const { tried } = connectionsOf([web, db, other], [each], POLICIES);
      expect(
        tried.filter(({ from, sent }) => from === web && sent.address === front.address),
      ).toEqual([]);
    }
  });

  it("exclude those between two pods of one policy that only one end allows", () => {
    const [a, b] = [pod("web", "10.244.0.5"), pod("web", "10.244.0.8")];
    const anywhere = policy("web", {
      egress: [{ to: [block("0.0.0.0/0")], ports: [{ protocol: "TCP", port: 443 }] }],
    });
    const { tried, untold } = connectionsOf([a, b, db], [], [policy(undefined), anywhere]);
    expect(untold.map(({ told: words }) => words)).toEqual([
      "n/web@10.244.0.5 to n/web@10.244.0.8 on TCP 443",
      "n/web@10.244.0.8 to n/web@10.244.0.5 on TCP 443",
    ]);
    // A connection that both ends refuse is tried, and so is one that another policy refuses.
    expect(
      tried.filter(({ from, to }) => from === a && to === b).map(({ arrives }) => arrives),
    ).toEqual([SPARE]);
    expect(tried.filter(({ to, arrives }) => to === db && arrives.port === 443)).toHaveLength(2);
  });
});

describe("the comparison of outcomes with policies", () => {
  const connection = (allowed: boolean, arrives: NumberedPort): Connection => ({
    from: web,
    to: db,
    arrives,
    sent: { ...arrives, address: db.address },
    allowed,
    told: "web to db",
  });
  const outcome = (allowed: boolean, answer: string, more: Partial<Outcome> = {}): Outcome => ({
    connection: connection(allowed, tcp(5432)),
    answer,
    byItself: false,
    ...more,
  });

  it("reports connections that succeeded but were forbidden, and vice versa", () => {
    const { allowed, refused, differing } = compared([
      outcome(true, "open"),
      outcome(false, "refused"),
      outcome(false, "silent"),
      outcome(false, "open"),
      outcome(true, "refused"),
      outcome(true, "silent"),
    ]);
    expect([allowed, refused]).toEqual([2, 4]);
    expect(differing).toEqual([
      "web to db: open, and policies refuse it",
      "web to db: refused, and policies let it through",
      "web to db: silent, and policies let it through",
    ]);
  });

  it("reports any inconclusive answer, whatever the policies allow", () => {
    for (const allowed of [true, false]) {
      expect(compared([outcome(allowed, "no route to host")]).differing).toHaveLength(1);
    }
  });

  it("treats UDP silence as reached if a real program listens, and as blocked if the echo server does", () => {
    const packet = { connection: connection(true, udp(9094)), answer: "silent" };
    expect(compared([outcome(true, "", { ...packet, byItself: true })]).differing).toEqual([]);
    expect(compared([outcome(true, "", { ...packet, byItself: false })]).differing).toHaveLength(1);
  });
});

describe("a needed connection", () => {
  const { tried } = connectionsOf([web, db, other, outside], [], POLICIES);
  const outcomes = (change: (outcome: Outcome) => Partial<Outcome>) =>
    tried.map((connection) => {
      const answer = connection.allowed ? "open" : "refused";
      const outcome = { connection, answer, byItself: connection.to.listening.length > 0 };
      return { ...outcome, ...change(outcome) };
    });
  const pods = (app: string): Peer => ({ kind: "pods", namespace: "n", labels: { app } });
  const flow = (from: Peer, to: Peer, port: number | undefined): Flow => ({
    from,
    to,
    ports: [{ protocol: "TCP", ...(port !== undefined && { port }) }],
  });
  const needed = flow(pods("web"), pods("db"), 5432);

  it("is met if it was allowed and a program listens there", () => {
    expect(
      metOf(
        [needed],
        outcomes(() => ({})),
      ),
    ).toEqual({ met: 1, unmet: [] });
    // Nothing can be said about pods that do not exist.
    expect(
      metOf(
        [flow(pods("web"), pods("grafana"), 3000)],
        outcomes(() => ({})),
      ).met,
    ).toBe(0);
    expect(
      metOf(
        [flow(pods("web"), pods("db"), undefined)],
        outcomes(() => ({})),
      ).met,
    ).toBe(0);
  });

  it("is unmet if it was refused or no program listens on its port", () => {
    const told = "n/web@10.244.0.5 to n/db@10.244.0.6 on TCP 5432, which is needed:";
    const refused = outcomes(() => ({ answer: "refused" }));
    expect(metOf([needed], refused)).toEqual({ met: 0, unmet: [`${told} refused`] });
    const alone = outcomes(() => ({ byItself: false }));
    expect(metOf([needed], alone)).toEqual({ met: 0, unmet: [`${told} open`] });
  });

  it("is met by the test's own server if it leads outside the cluster", () => {
    const out = flow(pods("db"), { kind: "outside" }, 1);
    const open = outcomes(() => ({ answer: "open", byItself: false }));
    expect(metOf([out], open)).toEqual({ met: 1, unmet: [] });
    expect(
      metOf(
        [out],
        outcomes(() => ({})),
      ).unmet,
    ).toHaveLength(1);
  });
});
