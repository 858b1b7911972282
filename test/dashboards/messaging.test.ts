import { dashboards } from "../../dashboards";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const UID = "autodealgenie-messaging";
const asks = asker(declaredDashboards.find(({ uid }) => uid === UID)!);

const worker = (metric: string, labels = "", pod = "worker-a") =>
  `autodealgenie_${metric}{job="worker",pod="${pod}"${labels}}`;
const DEALS = ',topic="deals"';

it("is there where the stack has Kafka, and not elsewhere", () => {
  const jobs = context.jobs.filter((job) => job !== "worker" && job !== "kafka");
  const uids = (some: typeof context.jobs) =>
    dashboards({ ...context, jobs: some }).map(({ uid }) => uid);
  expect(uids(context.jobs)).toContain(UID);
  expect(uids(jobs)).not.toContain(UID);
});

it("shows of each topic the worker that is furthest behind", () => {
  asks(
    ["Consumer Lag"],
    {
      [worker("consumer_lag_seconds", DEALS)]: "5x30",
      [worker("consumer_lag_seconds", DEALS, "worker-b")]: "70x30",
    },
    { '{topic="deals"}': 70 },
  );
});

it("takes the outbox once, which every pod reports", () => {
  const of = (pod: string) => `autodealgenie_outbox_age_seconds{job="backend",pod="${pod}"}`;
  asks(["Oldest Event in the Outbox"], { [of("a")]: "40x30", [of("b")]: "40x30" }, { "{}": 40 });
});

it("shows which share of all workers' attempts fails", () => {
  asks(
    ["Webhook Failure Rate"],
    {
      [worker("webhook_attempts_total", ',outcome="failed"')]: "0+10x30",
      [worker("webhook_attempts_total", ',outcome="delivered"', "worker-b")]: "0+30x30",
    },
    { "{}": 0.25 },
  );
});

it("shows a broker's request time in seconds", () => {
  asks(
    ["Broker Request Time (p99)"],
    { 'kafka_request_p99_milliseconds{job="kafka",pod="kafka-0",request="Produce"}': "250x30" },
    { '{request="Produce"}': 0.25 },
  );
});
