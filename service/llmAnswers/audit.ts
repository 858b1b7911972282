import type { Page } from "../deals/schemas";
import type { Llm } from "../llm/llm";
import type { ExpiringRecords } from "../mongodb/expiring";
import type { LlmAnswer, LlmAnswerList } from "./schemas";

/** A question with its answer, before the time of storing is added. */
export type Asked = Omit<LlmAnswer, "created_at">;

/**
 * The questions asked of the language model for users, and its answers, so that it can be checked later why a user was
 * told something.
 */
export class LlmAudit {
  constructor(
    private readonly records: ExpiringRecords<Asked>,
    private readonly model: string,
  ) {}

  /** A model that records its answers to this user. No answer waits for the recording. */
  of(llm: Llm, userId: string): Llm {
    return {
      ask: async (prompt_type, question) => {
        const started = performance.now();
        const answer = await llm.ask(prompt_type, question);
        this.records.add(userId, {
          prompt_type,
          model: this.model,
          instructions: question.instructions,
          facts: JSON.stringify(question.facts),
          answer: answer ?? null,
          seconds: (performance.now() - started) / 1000,
        });
        return answer;
      },
      stop: () => {
        llm.stop();
      },
    };
  }

  /**
   * Newest first.
   * @throws Unavailable
   */
  async list(userId: string, page: Page): Promise<LlmAnswerList> {
    const { items, total } = await this.records.list(userId, page);
    return {
      items: items.map(
        ({ prompt_type, model, instructions, facts, answer, seconds, created_at }) => ({
          prompt_type,
          model,
          instructions,
          facts,
          answer,
          seconds,
          created_at: created_at.toISOString(),
        }),
      ),
      total,
      ...page,
    };
  }
}
