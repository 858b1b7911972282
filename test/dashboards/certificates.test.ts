import { dashboards } from "../../dashboards";
import { JOBS } from "../../signals/exporters/targets";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const uid = "autodealgenie-certificates";
const board = declaredDashboards.find((each) => each.uid === uid)!;
const asks = asker(board);

const of = (metric: string, name: string, more = "") =>
  `certmanager_certificate_${metric}{job="cert-manager",namespace="monitoring",name="${name}"${more}}`;
const series = (name: string) => `{name="${name}", namespace="monitoring"}`;

it("exists only in stacks that install cert-manager", () => {
  const uids = (jobs: typeof context.jobs) =>
    dashboards({ ...context, jobs }).map((each) => each.uid);
  expect(uids(JOBS)).toContain(uid);
  expect(uids(JOBS.filter((job) => job !== "cert-manager"))).not.toContain(uid);
});

it("shows whether each Certificate is ready", () => {
  asks(
    ["Certificates Ready"],
    {
      [of("ready_status", "a", ',condition="True"')]: "1x60",
      [of("ready_status", "a", ',condition="False"')]: "0x60",
      [of("ready_status", "b", ',condition="True"')]: "0x60",
      [of("ready_status", "b", ',condition="False"')]: "1x60",
    },
    { [series("a")]: 1, [series("b")]: 0 },
  );
});
