import { z } from "zod";

import { DeliveryProblem } from "./problem";
import type { Comment, Comments } from "./publish";

/** How long GitHub may take for an answer, in milliseconds. */
const PATIENCE = 20_000;
/** The most that GitHub lists at a time. */
const PAGE = 100;

const comment = z.object({
  id: z.number(),
  body: z.string().optional(),
  user: z.object({ type: z.string() }).nullable(),
});

export interface PullRequest {
  /** GitHub's API, as a workflow finds it in GITHUB_API_URL. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** Needs `pull-requests: write`. */
  readonly token: string;
}

/**
 * The comments on a pull request, through GitHub's REST API: each is a comment of an issue there.
 *
 * Every method throws a DeliveryProblem where GitHub does not answer, or refuses.
 */
export function commentsOf({ api, repository, number, token }: PullRequest): Comments {
  const issues = `${api.replace(/\/+$/, "")}/repos/${repository}/issues`;
  const own = `${issues}/${String(number)}/comments`;

  async function ask(method: "GET" | "POST" | "PATCH", url: string, body?: string) {
    const response = await fetch(url, {
      method,
      headers: {
        Accept: "application/vnd.github+json",
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        "X-GitHub-Api-Version": "2022-11-28",
      },
      ...(body !== undefined && { body: JSON.stringify({ body }) }),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch((error: unknown) => {
      throw new DeliveryProblem(
        `${method} ${url} got no answer: ${causeOf(error)}`,
        "Run it again, or look at the state of GitHub.",
      );
    });
    const text = await response.text();
    if (response.ok) return text;
    throw new DeliveryProblem(
      `${method} ${url} was answered with ${String(response.status)}: ${text.slice(0, 200).replaceAll(/\s+/g, " ")}`,
      "Give the job `pull-requests: write`; a pull request from a fork does not get it.",
    );
  }

  return {
    list: async () => {
      const all: Comment[] = [];
      for (let page = 1; ; page++) {
        const url = `${own}?per_page=${String(PAGE)}&page=${String(page)}`;
        const found = z.array(comment).parse(JSON.parse(await ask("GET", url)));
        all.push(
          ...found.map(({ id, body = "", user }) => ({ id, body, byBot: user?.type === "Bot" })),
        );
        if (found.length < PAGE) return all;
      }
    },
    create: async (body) => {
      await ask("POST", own, body);
    },
    update: async (id, body) => {
      await ask("PATCH", `${issues}/comments/${String(id)}`, body);
    },
  };
}

/** fetch() itself says only that it failed. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}
