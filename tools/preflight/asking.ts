import type { StackConfig } from "../../infra/settings";
import { limited } from "../limited";
import { Problem } from "../problem";
import type { Answer, Answers, KubeletAnswers } from "./answers";
import type { KubeletConfiguration } from "./objects";
import { WAY_OUT, type Ask, type Response } from "./proxy";
import { kubeletQuestion, questionsOf, type Question, type QuestionName } from "./questions";

/** The maximum number of concurrent requests, so as not to load the cluster. */
const AT_ONCE = 4;
/** The maximum number of nodes whose kubelets are queried: further nodes are assumed to be alike. */
const MOST_KUBELETS = 10;

const JSON_BODY = "application/json";
const METADATA =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/**
 * Asks a cluster everything that its fitness for a stack depends on.
 * @throws Problem if there is no API server
 */
export async function answersOf(config: StackConfig, ask: Ask): Promise<Answers> {
  const questions = Object.entries(questionsOf(config)) as (readonly [QuestionName, Question])[];
  const before = Date.now();
  const version = await ask("/version", JSON_BODY);
  const clockAhead = aheadOf(version, before, Date.now());
  if (version.status !== 200) {
    throw new Problem(
      `The API server answers ${version.status} to /version: ${firstLine(version.text)}`,
      WAY_OUT,
    );
  }
  const entries = await limited(questions, AT_ONCE, async ([name, question]) => [
    name,
    answerOf(await asked(ask, question)),
  ]);
  const answers = Object.fromEntries(entries) as Answers;
  const names = (answers.nodes.body?.items ?? []).map(({ metadata }) => metadata.name);
  return {
    ...answers,
    kubelets: config.prometheus.nodeMetrics ? await kubeletsOf(names, ask) : [],
    ...(clockAhead !== undefined && { clockAhead }),
  };
}

function asked(ask: Ask, { path, metadata = false }: Question): Promise<Response> {
  return ask(path, metadata ? METADATA : JSON_BODY);
}

function answerOf<T>({ status, text }: Response): Answer<T> {
  return status === 200 ? { status, body: JSON.parse(text) as T } : { status };
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}

async function kubeletsOf(nodes: readonly string[], ask: Ask): Promise<readonly KubeletAnswers[]> {
  return limited(nodes.slice(0, MOST_KUBELETS), AT_ONCE, async (node) => {
    const metrics = await asked(ask, kubeletQuestion(node, "metrics"));
    return {
      node,
      configuration: answerOf<KubeletConfiguration>(
        await asked(ask, kubeletQuestion(node, "configz")),
      ),
      measured: {
        status: metrics.status,
        ...(metrics.status === 200 && { body: measuredIn(metrics.text) }),
      },
    };
  });
}

/** The claims whose volume size is on a kubelet's metrics page, as `<namespace>/<name>`. */
export function measuredIn(page: string): readonly string[] {
  const sizes = page.matchAll(/^kubelet_volume_stats_capacity_bytes\{([^}]*)\}/gm);
  const label = (labels: string, name: string) =>
    new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? "";
  return [...sizes].map(
    ([, labels = ""]) => `${label(labels, "namespace")}/${label(labels, "persistentvolumeclaim")}`,
  );
}

/**
 * How far the server's clock is ahead. The request may have taken any time in either direction, and Date has no
 * fractions of a second.
 * @returns the smallest possible difference, in milliseconds
 */
export function aheadOf({ date }: Response, before: number, after: number): number | undefined {
  if (date === undefined) return undefined;
  if (date > after) return date - after;
  return date + 999 < before ? date + 999 - before : 0;
}
