import { Page } from "../deals/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { kept } from "../mongodb/kept";
import type { LlmAudit } from "./audit";
import { LlmAnswerList } from "./schemas";

/** @param audit undefined if the stack has no MongoDB to keep it in */
export function llmAnswerEndpoints(audit: LlmAudit | undefined): readonly Endpoint[] {
  return [
    endpoint({
      tag: "llm-answers",
      method: "get",
      path: "/api/v1/llm-answers",
      summary: "What the language model was asked for the user and answered, newest first.",
      signedIn: true,
      needsDatabase: false,
      query: Page,
      success: { status: 200, schema: LlmAnswerList },
      problems: [503],
      handle: async ({ userId, query }) =>
        kept(audit, "answers of the language model").list(userId, query),
    }),
  ];
}
