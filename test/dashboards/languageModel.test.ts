import { dashboards } from "../../dashboards";
import { context, declaredDashboards } from "../support/declared";
import { asker } from "../support/panels";

const uid = "autodealgenie-language-model";
const board = declaredDashboards.find((each) => each.uid === uid)!;
const asks = asker(board);

const llm = (metric: string, labels: string) =>
  `autodealgenie_llm_${metric}{job="backend",model="gpt",${labels}}`;
const asked = (pod: string) => llm("requests_total", `pod="${pod}",prompt_type="negotiation"`);
const unanswered = llm("errors_total", 'pod="a",error_type="timeout"');
const tokens = (type: string) => llm("tokens_used_total", `pod="a",token_type="${type}"`);

it("shows the request rate, failure ratio and error rate over all pods", () => {
  const series = { [asked("a")]: "0+15x20", [asked("b")]: "0+15x20", [unanswered]: "0+3x20" };
  const labels = '{model="gpt",prompt_type="negotiation"}';
  asks(["LLM Requests (per second)"], series, { [labels]: 2 });
  asks(["LLM Failure Rate"], series, { '{model="gpt"}': 0.1 });
  asks(["LLM Errors (per second)"], series, { '{model="gpt",error_type="timeout"}': 0.2 });
});

it("is empty, not NaN, without requests", () => {
  const bucket = (le: string) => llm("request_duration_seconds_bucket", `pod="a",le="${le}"`);
  const series = { [asked("a")]: "9x20", [unanswered]: "1x20", [bucket("+Inf")]: "9x20" };
  asks(["LLM Failure Rate"], series, {});
  asks(["LLM Latency Percentiles"], series, {});
});

describe("LLM Cost", () => {
  const series = { [tokens("prompt")]: "0+1500x20", [tokens("completion")]: "0+300x20" };

  it("multiplies token rates by the stack's prices, in USD per hour", () => {
    const llmPrices = { prompt: 0.15, completion: 0.6 };
    const priced = dashboards({ ...context, llmPrices }).find((each) => each.uid === uid)!;
    // 100 and 20 tokens per second, at 0.15 and 0.6 USD per million.
    asker(priced)(["LLM Cost"], series, { '{model="gpt"}': 0.36 * 0.15 + 0.072 * 0.6 });
  });

  it("is empty without prices, and the panel names the missing setting", () => {
    asks(["LLM Cost"], series, {});
    const cost = board.panels.find(({ title }) => title === "LLM Cost")!;
    expect(cost.fieldConfig?.defaults.noValue).toBe("No price is set: backend.llm.prices");
  });
});
