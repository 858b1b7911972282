import { dashboards } from "../../dashboards";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const UID = "autodealgenie-messaging";
const asks = asker(declaredDashboards.find(({ uid }) => uid === UID)!);

const worker = (metric: string, labels = "", pod = "worker-a") =>
  `autodealgenie_${metric}{job="worker",pod="${pod}"${labels}}`;
const DEALS = ',topic="deals"';

it("exists only in stacks with Kafka", () => {
  const jobs = context.jobs.filter((job) => job !== "worker" && job !== "kafka");
  const uids = (some: typeof context.jobs) =>
    dashboards({ ...context, jobs: some }).map(({ uid }) => uid);
  expect(uids(context.jobs)).toContain(UID);
  expect(uids(jobs)).not.toContain(UID);
});

it("shows the highest consumer lag of any worker for each topic", () => {
  asks(
    ["Consumer Lag"],
    {
      [worker("consumer_lag_seconds", DEALS)]: "5x30",
      [worker("consumer_lag_seconds", DEALS, "worker-b")]: "70x30",
    },
    { '{topic="deals"}': 70 },
  );
});

it("shows the outbox's age only once although every pod reports it", () => {
  const of = (pod: string) => `autodealgenie_outbox_age_seconds{job="backend",pod="${pod}"}`;
  asks(["Oldest Event in the Outbox"], { [of("a")]: "40x30", [of("b")]: "40x30" }, { "{}": 40 });
});

it("shows the share of failed webhook attempts over all workers", () => {
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
