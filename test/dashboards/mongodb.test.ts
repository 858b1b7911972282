import type { Part } from "../../service/metrics/define";
import { dashboards } from "../../dashboards";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const UID = "autodealgenie-mongodb";
const asks = asker(declaredDashboards.find(({ uid }) => uid === UID)!);

const of = (metric: string, labels = "", pod = "backend-a") =>
  `autodealgenie_mongodb_${metric}{job="backend",pod="${pod}"${labels}}`;
const FIND = ',collection="searches",operation="find"';

it("exists only in stacks with MongoDB", () => {
  const uids = (parts: readonly Part[]) => dashboards({ ...context, parts }).map(({ uid }) => uid);
  expect(uids(["mongodb"])).toContain(UID);
  expect(uids([])).not.toContain(UID);
});

it("shows which pods can reach MongoDB", () => {
  asks(
    ["Reachable by Pod"],
    { [of("up")]: "1x30", [of("up", "", "backend-b")]: "0x30" },
    { '{pod="backend-a"}': 1, '{pod="backend-b"}': 0 },
  );
});

it("adds up the failed operations of all pods by kind", () => {
  asks(
    ["Failed Operations (per second)"],
    {
      [of("operation_errors_total", FIND)]: "0+30x30",
      [of("operation_errors_total", FIND, "backend-b")]: "0+15x30",
    },
    { '{collection="searches",operation="find"}': 3 },
  );
});

it("adds up the connections of all pods' pools", () => {
  asks(
    ["Connections of the Backend"],
    {
      [of("pool_connections", ',state="active"')]: "2x30",
      [of("pool_connections", ',state="active"', "backend-b")]: "3x30",
    },
    { '{state="active"}': 5 },
  );
});

const server = (metric: string, labels = "", instance = "mongo-a:27017") =>
  `mongodb_${metric}{job="mongodb-exporter",instance="${instance}"${labels}}`;

it("shows the share and the number of connections in use on each server", () => {
  const series = {
    [server("ss_connections", ',conn_type="current"')]: "30x30",
    [server("ss_connections", ',conn_type="available"')]: "70x30",
    [server("ss_connections", ',conn_type="current"', "mongo-b:27017")]: "1x30",
    [server("ss_connections", ',conn_type="available"', "mongo-b:27017")]: "99x30",
  };
  asks(["Connections in Use by Server"], series, {
    '{instance="mongo-a:27017"}': 0.3,
    '{instance="mongo-b:27017"}': 0.01,
  });
  asks(["Open Connections by Server"], series, {
    '{instance="mongo-a:27017"}': 30,
    '{instance="mongo-b:27017"}': 1,
  });
});

it("adds up the operations of all servers by kind", () => {
  asks(
    ["Operations of All Clients (per second)"],
    {
      [server("ss_opcounters", ',legacy_op_type="query"')]: "0+30x30",
      [server("ss_opcounters", ',legacy_op_type="query"', "mongo-b:27017")]: "0+15x30",
    },
    { '{legacy_op_type="query"}': 3 },
  );
});

it("shows how full each server's cache is, and whether the exporter can sign in", () => {
  asks(
    ["WiredTiger Cache"],
    {
      [server("ss_wt_cache_bytes_currently_in_the_cache")]: "128x30",
      [server("ss_wt_cache_maximum_bytes_configured")]: "256x30",
    },
    { '{instance="mongo-a:27017"}': 0.5 },
  );
  asks(
    ["Reachable by the Exporter"],
    { [server("up")]: "1x30", [server("up", "", "mongo-b:27017")]: "0x30" },
    { '{instance="mongo-a:27017"}': 1, '{instance="mongo-b:27017"}': 0 },
  );
});

it("shows each secondary's lag, and members that another member cannot reach", () => {
  const of = (metric: string, member: string, state: string, seenBy?: string) =>
    server(`rs_members_${metric}`, `,member_idx="${member}",member_state="${state}"`, seenBy);
  asks(
    ["Replication Lag"],
    {
      [of("optimeDate", "a", "PRIMARY")]: "90000x30",
      [of("optimeDate", "b", "SECONDARY")]: "60000x30",
      [of("optimeDate", "b", "SECONDARY", "mongo-b:27017")]: "70000x30",
    },
    { '{member_idx="b"}': 20 },
  );
  asks(
    ["Members Reachable"],
    {
      [of("health", "b", "(not reachable/healthy)")]: "0x30",
      [of("health", "b", "SECONDARY", "mongo-b:27017")]: "1x30",
    },
    { '{member_idx="b"}': 0 },
  );
});
