import type { Page } from "../deals/schemas";
import type { Llm } from "../llm/llm";
import type { ExpiringRecords } from "../mongodb/expiring";
import type { LlmAnswer, LlmAnswerList } from "./schemas";

export type Asked = Omit<LlmAnswer, "created_at">;

/** What the language model was asked for users and what it answered: it can be read again why somebody was told something. */
export class LlmAudit {
  constructor(
    private readonly records: ExpiringRecords<Asked>,
    private readonly model: string,
  ) {}

  /** A model whose answers to this user are kept. No answer waits for that. */
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
