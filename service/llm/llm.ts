import type { LlmConfig } from "../config";
import { LLM_ERRORS, PROMPT_TYPES, type PromptType } from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import { retry } from "../retry";
import type { Watch } from "../unavailable";
import { attempt } from "./attempt";
import { answerOf, completionRequest, LlmError, usageOf, type Question } from "./protocol";
import { attemptMs, waitBeforeRetry } from "./retry";

/** Puts results of the rules into words. Callers must be able to do without an answer. */
export interface Llm {
  /** @returns the model's text, or undefined if the rules' own words have to do; never throws */
  ask(type: PromptType, question: Question): Promise<string | undefined>;
  /** Aborts the questions in progress, so that the rules answer them, and asks nothing more. */
  stop(): void;
}

/** Used if no model is configured. */
export const noLlm: Llm = { ask: () => Promise.resolve(undefined), stop: () => undefined };

/**
 * A language model behind OpenAI's protocol. A question is asked up to three times within the configured total time,
 * including the waits, and is counted once, with its outcome, when that is known. Questions and answers are never
 * logged.
 */
export class LlmClient implements Llm {
  readonly #stopped = new AbortController();

  constructor(
    private readonly config: LlmConfig,
    private readonly metrics: Metrics,
    private readonly watch: Watch,
  ) {
    const { model } = config;
    for (const prompt_type of PROMPT_TYPES) {
      metrics.autodealgenie_llm_requests_total.add(0, { model, prompt_type });
    }
    for (const error_type of LLM_ERRORS) {
      metrics.autodealgenie_llm_errors_total.add(0, { model, error_type });
    }
    this.#charge({ prompt: 0, completion: 0 });
    metrics.autodealgenie_llm_request_duration_seconds.labels({ model });
  }

  async ask(prompt_type: PromptType, question: Question): Promise<string | undefined> {
    const { metrics } = this;
    const { model } = this.config;
    if (this.#isStopped()) return undefined;
    const started = performance.now();
    const outcome = await this.#persist(completionRequest(model, question));
    // An abort because we are stopping says nothing about the model.
    if (this.#isStopped() && outcome instanceof LlmError) return undefined;
    const seconds = (performance.now() - started) / 1000;
    metrics.autodealgenie_llm_requests_total.inc({ model, prompt_type });
    metrics.autodealgenie_llm_request_duration_seconds.observe(seconds, { model });
    if (!(outcome instanceof LlmError)) {
      this.watch.up();
      return outcome;
    }
    metrics.autodealgenie_llm_errors_total.inc({ model, error_type: outcome.kind });
    this.watch.down(outcome, "the rules alone answer");
    return undefined;
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** @returns the answer, or why the last attempt failed */
  async #persist(body: string): Promise<string | LlmError> {
    const allMs = this.config.timeoutSeconds * 1000;
    const deadline = performance.now() + allMs;
    const leftMs = () => deadline - performance.now();
    try {
      return await retry(() => this.#once(body, attemptMs(allMs, leftMs())), {
        waitMs: (error, attempts) =>
          error instanceof LlmError
            ? waitBeforeRetry(error, attempts, leftMs(), Math.random())
            : undefined,
        signal: this.#stopped.signal,
        deadline,
      });
    } catch (error) {
      if (error instanceof LlmError) return error;
      throw error;
    }
  }

  async #once(body: string, timeoutMs: number): Promise<string> {
    const answer = await attempt(this.config, body, timeoutMs, this.#stopped.signal);
    const usage = usageOf(answer);
    if (usage) this.#charge(usage);
    return answerOf(answer);
  }

  /** A method, because the compiler assumes that the value stays the same across an await. */
  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  #charge({ prompt, completion }: { readonly prompt: number; readonly completion: number }): void {
    const { model } = this.config;
    const { autodealgenie_llm_tokens_used_total: tokens } = this.metrics;
    tokens.add(prompt, { model, token_type: "prompt" });
    tokens.add(completion, { model, token_type: "completion" });
  }
}
