import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError } from "../http/problem";
import { kept } from "../mongodb/kept";
import type { UserPreferences } from "./repository";
import { KeptPreferences, Preferred } from "./schemas";

const shared = {
  tag: "preferences",
  path: "/api/v1/preferences",
  signedIn: true,
  needsDatabase: false,
} as const;

/** @param preferences undefined if the stack has no MongoDB to keep them in */
export function preferenceEndpoints(preferences: UserPreferences | undefined): readonly Endpoint[] {
  const all = () => kept(preferences, "preferences");
  return [
    endpoint({
      ...shared,
      method: "get",
      summary: "What the user looks for as a rule.",
      success: { status: 200, schema: KeptPreferences },
      problems: [404, 503],
      handle: async ({ userId }) => {
        const found = await all().find(userId);
        if (found === undefined) throw none();
        return found;
      },
    }),
    endpoint({
      ...shared,
      method: "put",
      summary: "Says what the user looks for as a rule, in place of what was said before.",
      body: Preferred,
      success: { status: 200, schema: KeptPreferences },
      problems: [503],
      handle: ({ userId, body }) => all().put(userId, body),
    }),
    endpoint({
      ...shared,
      method: "delete",
      summary: "Forgets what the user looks for.",
      success: { status: 204 },
      problems: [404, 503],
      handle: async ({ userId }) => {
        if (!(await all().remove(userId))) throw none();
        return undefined;
      },
    }),
  ];
}

const none = () => new ProblemError(404, "You have not said what you look for.");
