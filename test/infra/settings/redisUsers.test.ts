import { redisPasswordFile } from "../../../infra/components/redisExporter";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { plan } from "../../../infra/plan";
import { redisAddress } from "../../../infra/settings/addresses";
import { settings } from "../../support/stacks";

const USERS = { backend: "app-cache", exporter: "default" };

describe("the users of an external Redis", () => {
  it("may have names of their own, with which the backend and the exporter sign in", () => {
    const config = settings("prod", { redis: { users: USERS } });
    const { backend, redisExporter } = plan(config);
    const containerOf = ({ resource }: typeof backend) =>
      podTemplateOf(resource).spec?.containers[0];
    expect(containerOf(backend)?.env).toContainEqual({
      name: "REDIS_USERNAME",
      value: "app-cache",
    });
    expect(containerOf(redisExporter)?.args).toContain("--redis.user=default");
    const file = redisPasswordFile(
      redisAddress(config.redis),
      "secret",
      config.images.redisExporter,
    );
    expect(JSON.parse(file)).toEqual({
      "rediss://redis.autodealgenie.example:6379": "secret",
      "rediss://default@redis.autodealgenie.example:6379": "secret",
    });
  });

  it("cannot be set for the Redis that the stack deploys", () => {
    expect(() => settings("dev", { redis: { users: { exporter: "default" } } })).toThrow(
      "redis.users.exporter: must be left out without redis.host, got default: the Redis that the stack deploys has its own users",
    );
  });

  it.each(["", "two words", "a@b", "a:b", "a/b", "%41"])("cannot be named %j", (backend) => {
    expect(() => settings("prod", { redis: { users: { backend } } })).toThrow(
      "redis.users.backend: must be a user's name",
    );
  });
});
