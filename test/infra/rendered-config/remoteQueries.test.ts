import { load } from "js-yaml";

import { stackModel } from "../../../infra/plan";
import type { StackInput } from "../../../infra/settings";
import { settings } from "../../support/stacks";

type Remote = NonNullable<StackInput["remoteWrite"]>[number];

const REMOTE: Remote = {
  name: "mimir",
  url: "https://mimir.dealer.io:8443/api/v1/push",
  queryUrl: "https://mimir.dealer.io:9443/prometheus",
};

function grafana(remote: Remote) {
  const { workloads } = stackModel(settings("dev", { remoteWrite: [remote] }));
  return workloads.find(({ resource }) => resource.metadata.name === "grafana")!;
}

function datasource(remote: Remote): unknown {
  const [text] = grafana(remote)
    .configMaps.flatMap(({ data = {} }) => Object.values(data))
    .filter((each) => each.startsWith("apiVersion: 1\n") && each.includes("datasources:"));
  const { datasources } = load(text!) as { datasources: readonly { readonly uid: string }[] };
  return datasources.find(({ uid }) => uid === "remote-mimir");
}

it("the remote data source uses the user name, password and tenant of remote write", () => {
  const remote: Remote = { ...REMOTE, tenant: "cars", auth: { type: "basic", username: "a$b" } };
  expect(datasource(remote)).toMatchObject({
    url: REMOTE.queryUrl,
    basicAuth: true,
    // For Grafana, two dollar signs are one, and a single one starts a variable.
    basicAuthUser: "a$$b",
    jsonData: { httpHeaderName1: "X-Scope-OrgID" },
    secureJsonData: {
      httpHeaderValue1: "cars",
      basicAuthPassword: "$__file{/etc/secrets/remote-write-mimir-password}",
    },
  });
  expect(Object.keys(grafana(remote).secret!.sources)).toContain("remote-write-mimir-password");
});

it("the remote data source sends a bearer token in a header after the tenant's", () => {
  expect(datasource({ ...REMOTE, tenant: "cars", auth: { type: "bearer" } })).toMatchObject({
    jsonData: { httpHeaderName1: "X-Scope-OrgID", httpHeaderName2: "Authorization" },
    secureJsonData: { httpHeaderValue2: "Bearer $__file{/etc/secrets/remote-write-mimir-token}" },
  });
});

it("Grafana may reach the port of `queryUrl`, but not that of the write URL", () => {
  const ports = grafana(REMOTE).egress.flatMap((each) =>
    each.kind === "address" ? [each.port] : [],
  );
  expect(ports).toContain(9443);
  expect(ports).not.toContain(8443);
});

it("the remote data source is left out without `queryUrl`", () => {
  const { queryUrl: _, ...unqueried } = REMOTE;
  expect(datasource(unqueried)).toBeUndefined();
});
