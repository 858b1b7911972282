import { z } from "zod";

import { ask } from "./http";
import type { Comment, Comments } from "./publish";

/** GitHub's maximum page size. */
const PAGE = 100;

const comment = z.object({
  id: z.number(),
  body: z.string().optional(),
  user: z.object({ type: z.string() }).nullable(),
});

const HEADERS = {
  Accept: "application/vnd.github+json",
  "X-GitHub-Api-Version": "2022-11-28",
} as const;

export interface PullRequest {
  /** The URL of GitHub's API, which workflows have in GITHUB_API_URL. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** A token with the permission `pull-requests: write`. */
  readonly token: string;
}

/**
 * The comments on a pull request, through GitHub's REST API, where they are comments on an issue.
 *
 * Every method throws a Problem if GitHub does not answer or rejects the request.
 */
export function commentsOf({ api, repository, number, token }: PullRequest): Comments {
  const issues = `${api.replace(/\/+$/, "")}/repos/${repository}/issues`;
  const own = `${issues}/${String(number)}/comments`;
  const remedy =
    "Give the job the permission `pull-requests: write`. Pull requests from forks do not get it.";
  const common = { token, headers: HEADERS, remedy };

  return {
    list: async () => {
      const all: Comment[] = [];
      for (let page = 1; ; page++) {
        const url = `${own}?per_page=${String(PAGE)}&page=${String(page)}`;
        const answer = await ask({ method: "GET", url, ...common });
        const found = z.array(comment).parse(JSON.parse(answer));
        all.push(
          ...found.map(({ id, body = "", user }) => ({ id, body, byBot: user?.type === "Bot" })),
        );
        if (found.length < PAGE) return all;
      }
    },
    create: async (body) => {
      await ask({ method: "POST", url: own, body: { body }, ...common });
    },
    update: async (id, body) => {
      const url = `${issues}/comments/${String(id)}`;
      await ask({ method: "PATCH", url, body: { body }, ...common });
    },
  };
}
