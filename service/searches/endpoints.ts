import { Page } from "../deals/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { kept } from "../mongodb/kept";
import type { SearchHistory } from "./history";
import { PastSearchList } from "./schemas";

const shared = {
  tag: "searches",
  path: "/api/v1/searches",
  signedIn: true,
  needsDatabase: false,
  problems: [503],
} as const;

/** @param history undefined if the stack has no MongoDB to keep it in */
export function searchEndpoints(history: SearchHistory | undefined): readonly Endpoint[] {
  return [
    endpoint({
      ...shared,
      method: "get",
      summary: "What the user has searched for, newest first.",
      query: Page,
      success: { status: 200, schema: PastSearchList },
      handle: async ({ userId, query }) => kept(history, "searches").list(userId, query),
    }),
    endpoint({
      ...shared,
      method: "delete",
      summary: "Forgets what the user has searched for.",
      success: { status: 204 },
      handle: async ({ userId }) => {
        await kept(history, "searches").forget(userId);
        return undefined;
      },
    }),
  ];
}
