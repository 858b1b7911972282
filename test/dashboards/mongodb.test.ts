import type { Part } from "../../service/metrics/define";
import { dashboards } from "../../dashboards";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const UID = "autodealgenie-mongodb";
const asks = asker(declaredDashboards.find(({ uid }) => uid === UID)!);

const of = (metric: string, labels = "", pod = "backend-a") =>
  `autodealgenie_mongodb_${metric}{job="backend",pod="${pod}"${labels}}`;
const FIND = ',collection="searches",operation="find"';

it("is there where the stack has MongoDB, and not elsewhere", () => {
  const uids = (parts: readonly Part[]) => dashboards({ ...context, parts }).map(({ uid }) => uid);
  expect(uids(["mongodb"])).toContain(UID);
  expect(uids([])).not.toContain(UID);
});

it("shows which pods get through", () => {
  asks(
    ["Reachable by Pod"],
    { [of("up")]: "1x30", [of("up", "", "backend-b")]: "0x30" },
    { '{pod="backend-a"}': 1, '{pod="backend-b"}': 0 },
  );
});

it("adds up the failed operations of all pods, each kind by itself", () => {
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
    ["Connections"],
    {
      [of("pool_connections", ',state="active"')]: "2x30",
      [of("pool_connections", ',state="active"', "backend-b")]: "3x30",
    },
    { '{state="active"}': 5 },
  );
});
