import { faultAlerts } from "../../alert-rules/alerts";
import { DEFAULT_POLICIES, policiesWith } from "../../alert-rules/policies";
import type { PolicyName } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";
import { LLM_TIMEOUT_SECONDS } from "../../service/defaults";
import { JOBS } from "../../signals/exporters/targets";
import { formatDuration, parseDuration } from "../../signals/promql/duration";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** An alert that can never fire, or fires when it is too late, is worse than none, because somebody relies on it. */
export function* alertFaults(config: StackConfig): Iterable<Fault> {
  yield* givenUpFaults(config);
  yield* deadlineFaults(config);
  yield* neverFaults(config);
}

/** An attempt has half of a question's time. */
const ATTEMPTS = 2;

function* givenUpFaults({ backend, alerts }: StackConfig): Iterable<Fault> {
  const timeout = backend.llm?.timeoutSeconds ?? LLM_TIMEOUT_SECONDS;
  const { limit } = alerts.LLMSlow;
  const path = "alerts.LLMSlow.limit";
  if (limit >= timeout) {
    yield {
      path,
      message: `must be below backend.llm.timeoutSeconds, ${timeout}, got ${limit}: a request is aborted after that`,
    };
  } else if (limit >= timeout / ATTEMPTS) {
    yield {
      path,
      message: `must be below half of backend.llm.timeoutSeconds, ${timeout / ATTEMPTS} s, got ${limit}: an attempt is aborted after that, so nothing takes longer`,
    };
  }
}

/** An alert may wait, or look back, for this many times its default. */
const LONGEST = 12;
/** But this long in any case. */
const IN_ANY_CASE = { for: "30m", window: "1h" } as const;

type Timing = Pick<Policy, "for" | "window">;

/** An alert that waits for hours instead of minutes notifies people when they can no longer do anything. */
function* deadlineFaults({ alerts }: StackConfig): Iterable<Fault> {
  for (const [name, set] of Object.entries(alerts)) {
    const policy: Timing = set;
    const usual: Policy = DEFAULT_POLICIES[name as PolicyName];
    for (const key of ["for", "window"] as const) {
      const [time, byDefault] = [policy[key], usual[key]];
      if (time === undefined || byDefault === undefined) continue;
      const most = Math.max(LONGEST * parseDuration(byDefault), parseDuration(IN_ANY_CASE[key]));
      if (parseDuration(time) <= most) continue;
      const why =
        key === "for"
          ? "its notification would be too late"
          : "the current problem would be averaged out";
      yield {
        path: `alerts.${name}.${key}`,
        message: `must be at most ${formatDuration(most)}, got ${time}: by default it is ${byDefault}, and ${why}`,
      };
    }
  }
}

const NEVER = "is never exceeded";

/** Builds the rules of the alerts that a stack sets: a rule that cannot be built throws, which becomes a fault. */
function* neverFaults({ alerts, workingHours, slos }: StackConfig): Iterable<Fault> {
  const context = {
    links: { runbooks: "", grafana: "" },
    policies: policiesWith(alerts),
    workingHours,
    jobs: JOBS,
    slos,
  };
  const set = new Map<string, object>(Object.entries(alerts));
  for (const { name, policy, conditions } of faultAlerts) {
    const { limit }: { readonly limit?: number } = set.get(name) ?? {};
    if (limit === undefined || limit === (policy as Policy).limit?.value) continue;
    try {
      conditions(context);
    } catch (error) {
      if (!(error instanceof Error && error.message.includes(NEVER))) throw error;
      yield {
        path: `alerts.${name}.limit`,
        message: `must be one that can be exceeded, got ${limit}: ${error.message.replace(/^A /, "a ").replace(/\. Set a lower one\.$/, "")}`,
      };
    }
  }
}
