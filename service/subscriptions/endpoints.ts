import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError, serviceUnavailable } from "../http/problem";
import { MOST_SUBSCRIPTIONS, type Subscriptions } from "./repository";
import { CreatedSubscription, NewSubscription, SubscriptionId, SubscriptionList } from "./schemas";

const ALL = "/api/v1/subscriptions";
const ONE = "/api/v1/subscriptions/:id";
const shared = { tag: "subscriptions", signedIn: true } as const;

/** @param subscriptions undefined if the stack has no Kafka, so that nobody can be notified */
export function subscriptionEndpoints(
  subscriptions: Subscriptions | undefined,
): readonly Endpoint[] {
  const there = (): Subscriptions => {
    if (subscriptions !== undefined) return subscriptions;
    throw serviceUnavailable("This service tells nobody of deals: it has no Kafka.");
  };
  return [
    endpoint({
      ...shared,
      method: "post",
      path: ALL,
      summary: "Has an address told of what becomes of the user's deals, by signed webhooks.",
      body: NewSubscription,
      success: { status: 201, schema: CreatedSubscription },
      problems: [409],
      handle: async ({ userId, body, res }) => {
        const added = await there().add(userId, body);
        if (added === "there") throw new ProblemError(409, "This address is told already.");
        if (added === "too many") {
          throw new ProblemError(409, `There may be ${MOST_SUBSCRIPTIONS} at most; delete one.`);
        }
        res.location(`${ALL}/${added.id}`);
        return added;
      },
    }),
    endpoint({
      ...shared,
      method: "get",
      path: ALL,
      summary: "The addresses that are told of the user's deals, oldest first.",
      success: { status: 200, schema: SubscriptionList },
      handle: async ({ userId }) => ({ items: await there().list(userId) }),
    }),
    endpoint({
      ...shared,
      method: "delete",
      path: ONE,
      summary: "Has an address told no more.",
      params: SubscriptionId,
      success: { status: 204 },
      handle: async ({ userId, params: { id } }) => {
        if (!(await there().remove(userId, id))) {
          throw new ProblemError(404, "You have no such subscription.");
        }
        return undefined;
      },
    }),
  ];
}
