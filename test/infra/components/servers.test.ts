import { grafanaIni } from "../../../infra/rendered-config/grafana";
import { toIni } from "../../../infra/rendered-config/ini";
import { postgresFiles } from "../../../infra/rendered-config/postgres";
import { redisConf, usersAcl } from "../../../infra/rendered-config/redis";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { plan } from "../../../infra/plan";
import { settings } from "../../support/stacks";

const workloads = plan(settings("dev"));
const containerOf = (part: keyof typeof workloads) =>
  podTemplateOf(workloads[part]!.resource).spec!.containers[0]!;
const environment = (part: keyof typeof workloads) =>
  Object.fromEntries(containerOf(part).env!.map(({ name, value }) => [name, value]));

describe("the backend", () => {
  it("gets the addresses of all servers, and its secrets as files", () => {
    expect(environment("backend")).toEqual({
      PORT: "8000",
      ENVIRONMENT: "dev",
      LOG_LEVEL: "info",
      DATABASE_HOST: "postgres.autodealgenie.svc",
      DATABASE_PORT: "5432",
      DATABASE_NAME: "autodealgenie",
      DATABASE_USER: "autodealgenie",
      DATABASE_PASSWORD_FILE: "/etc/secrets/database-password",
      DATABASE_POOL_MAX: "10",
      PGSSLMODE: "disable",
      REDIS_HOST: "redis.autodealgenie.svc",
      REDIS_PORT: "6379",
      REDIS_USERNAME: "backend",
      REDIS_PASSWORD_FILE: "/etc/secrets/redis-password",
      JWT_SECRET_FILE: "/etc/secrets/jwt-secret",
      COOKIE_SECURE: "false",
    });
  });

  it("is rolled out without downtime", () => {
    expect(workloads.backend.resource.spec).toMatchObject({
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
    });
    expect(containerOf("backend")).toMatchObject({
      startupProbe: { httpGet: { path: "/ready" } },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
    });
  });

  it("stays live and ready if a data service is down", () => {
    expect(containerOf("backend")).toMatchObject({
      livenessProbe: { httpGet: { path: "/health" } },
      readinessProbe: { httpGet: { path: "/ready?scope=own" } },
    });
  });

  it("limits sign-in attempts to the configured rate", () => {
    const config = settings("dev", { backend: { authRateLimitPer15Min: 1000 } });
    const { env } = plan(config).backend.resource.spec.template.spec!.containers[0]!;
    expect(env).toContainEqual({ name: "RATE_LIMIT_AUTH_PER_15MIN", value: "1000" });
  });
});

describe("the exporters", () => {
  it("connect to the external PostgreSQL and Redis of prod over TLS", () => {
    const prod = plan(settings("prod"));
    const { env } = prod.postgresExporter.resource.spec.template.spec!.containers[0]!;
    expect(env).toContainEqual({
      name: "DATA_SOURCE_URI",
      value: "postgres.autodealgenie.example:5432/autodealgenie?sslmode=verify-full",
    });
    const { args } = prod.redisExporter.resource.spec.template.spec!.containers[0]!;
    expect(args).toContain("--redis.addr=rediss://redis.autodealgenie.example:6379");
  });

  it("read their passwords from files", () => {
    expect(environment("postgresExporter")).toMatchObject({
      DATA_SOURCE_USER: "exporter",
      DATA_SOURCE_PASS_FILE: "/etc/secrets/password",
    });
    expect(containerOf("redisExporter").args).toContain(
      "--redis.password-file=/etc/secrets/passwords.json",
    );
    expect(containerOf("redisExporter").command).toBeUndefined();
  });
});

describe("PostgreSQL's startup", () => {
  const files = postgresFiles("512Mi");

  it("creates the database in a temporary folder and renames it, so that it is never incomplete", () => {
    expect(files["start.sh"]).toMatch(
      /rm -rf "\$cluster\.new"[^]*initdb --pgdata="\$cluster\.new"[^]*mv "\$cluster\.new" "\$cluster"/,
    );
  });

  it("has no password on a command line", () => {
    expect(files["start.sh"]).not.toMatch(/PGPASSWORD|--pwfile|-password/);
    expect(files["roles.sql"]).toContain("\\set app_password `cat /etc/secrets/app-password`");
    expect(files["roles.sql"]).toContain("PASSWORD :'app_password'");
  });

  it("accepts the superuser only through the socket, and each role only for its database", () => {
    const hosts = files["pg_hba.conf"]!.split("\n").filter((line) => line.startsWith("host"));
    expect(hosts.map((line) => line.split(/\s+/))).toEqual([
      ["host", "autodealgenie", "autodealgenie", "all", "scram-sha-256"],
      ["host", "autodealgenie", "exporter", "all", "scram-sha-256"],
    ]);
  });

  it("enables statement statistics, without passwords in statements", () => {
    expect(files["postgresql.conf"]).toContain("shared_preload_libraries = 'pg_stat_statements'");
    expect(files["postgresql.conf"]).toContain("pg_stat_statements.track_utility = 'off'");
    expect(files["postgresql.conf"]).toContain("shared_buffers = '128MB'");
  });
});

describe("Redis", () => {
  it("evicts the least recently used keys at its memory limit, and persists nothing", () => {
    const conf = redisConf({ maxMemory: "256Mi" });
    expect(conf).toContain("maxmemory 256mb\n");
    expect(conf).toContain("maxmemory-policy allkeys-lru\n");
    expect(conf).toContain('save ""\n');
    expect(conf).toContain("appendonly no\n");
  });

  it("rejects anonymous clients, and grants each user only what it needs", () => {
    const [anonymous, backend, exporter] = usersAcl({ backend: "b", exporter: "e" }).split("\n");
    expect(anonymous).toBe("user default off");
    expect(backend).toContain(">b ~autodealgenie:* ");
    expect(backend).toContain("-@dangerous");
    expect(exporter).toContain(">e ");
    expect(exporter).not.toMatch(/~|\+@/);
  });
});

describe("Grafana", () => {
  const ini = toIni(
    grafanaIni({ url: "https://grafana.example", signIn: { loginForm: true }, internalTls: false }),
  );

  it("has no default credentials, and reads its own from files", () => {
    expect(ini).toContain("admin_password = $__file{/etc/secrets/admin-password}");
    expect(ini).toContain("secret_key = $__file{/etc/secrets/secret-key}");
  });

  it("allows no anonymous access and no sign-up, and reports no usage data", () => {
    expect(ini).toContain("[auth.anonymous]\nenabled = false");
    expect(ini).toContain("allow_sign_up = false");
    expect(ini).toContain("reporting_enabled = false");
    expect(ini).toContain("cookie_secure = true");
  });

  it("has a Service on port 3001, and listens on port 3000", () => {
    expect(workloads.grafana.service.spec.ports).toMatchObject([{ port: 3001, targetPort: "web" }]);
    expect(containerOf("grafana").ports).toMatchObject([{ name: "web", containerPort: 3000 }]);
  });

  it("allows no changes of provisioned dashboards, and deletes none", () => {
    const providers = workloads.grafana.configMaps
      .flatMap(({ data }) => Object.values(data!))
      .join();
    expect(providers).toContain("allowUiUpdates: false");
    expect(providers).toContain("disableDeletion: true");
    expect(providers).toContain("uid: prometheus");
  });
});

describe("an ini file", () => {
  it("rejects values that would be parsed differently", () => {
    expect(() => toIni({ a: { b: "x;y" } })).toThrow("cannot hold b");
    expect(() => toIni({ a: { b: "x\ny" } })).toThrow("cannot hold b");
  });
});
