import type { RedisAddress } from "../settings/addresses";
import { composed } from "../settings/secretSources";
import type { Times } from "../rendered-config/times";
import { AUTHORITY_FILE, authorityConfig } from "../kubernetes/authority";
import { exporterServer } from "../kubernetes/exporter";
import { egressTo } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import { secretFile } from "../objects/names";
import type { ServerTls } from "../kubernetes/tls/server";

const TLS: ServerTls = {
  flags: (folder) => [
    `--tls-server-cert-file=${folder}/tls.crt`,
    `--tls-server-key-file=${folder}/tls.key`,
    // With it, clients must present a certificate.
    `--tls-server-ca-cert-file=${folder}/ca.crt`,
  ],
  files: () => ({}),
  isClient: false,
};

export interface RedisExporterArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly redis: RedisAddress;
  readonly times: Times;
}

/** The file in which it looks up its password. */
const PASSWORDS = "passwords.json";

function redisUrl({ host, port, tls }: Pick<RedisAddress, "host" | "port" | "tls">): string {
  return `${tls ? "rediss" : "redis"}://${host}:${port}`;
}

/** The last version that looks up the address alone, as in `--redis.addr`. Later versions include the user's name. */
const OF_ADDRESSES = /:v1\.(?:\d|[1-3]\d|4[0-5])\.\d+(?:@|$)/;

/**
 * The content of the password file. An exporter looks up the one key that its version derives from `--redis.addr` and
 * `--redis.user`, and ignores others. The file has both, because an image does not always tell its version.
 */
export function redisPasswordFile(
  redis: Pick<RedisAddress, "host" | "port" | "tls" | "users">,
  password: string,
  image: string,
): string {
  const url = redisUrl(redis);
  const named = { [url.replace("://", `://${redis.users.exporter}@`)]: password };
  return JSON.stringify({ [url]: password, ...(!OF_ADDRESSES.test(image) && named) });
}

export function redisExporterServer(args: RedisExporterArgs): Server {
  const { image, redis, times } = args;
  return exporterServer({
    namespace: args.namespace,
    type: "RedisExporter",
    tls: TLS,
    name: "redis-exporter",
    image,
    port: 9121,
    uid: 59000,
    secrets: {
      [PASSWORDS]: composed(
        { password: redis.passwords.exporter },
        ({ password }) => redisPasswordFile(redis, password, image),
        "redisExporterPassword",
      ),
    },
    egress: egressTo([redis]),
    ...authorityConfig(redis),
    ownPage: "/health",
    args: [
      `--redis.addr=${redisUrl(redis)}`,
      `--redis.user=${redis.users.exporter}`,
      `--redis.password-file=${secretFile(PASSWORDS)}`,
      ...(redis.certificateAuthority === undefined ? [] : [`--tls-ca-cert-file=${AUTHORITY_FILE}`]),
    ],
    times,
  });
}
