import { mongodbExporter as read } from "../../signals/exporters/mongodbExporter";
import type { MongodbAddress } from "../settings/mongodbAddress";
import type { Times } from "../rendered-config/times";
import { parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import { exporterServer } from "../kubernetes/exporter";
import { mongodbEgress } from "../kubernetes/network/mongodb";
import type { Server } from "../kubernetes/server";
import type { ScrapeMore } from "../kubernetes/service";
import { secretFile } from "../objects/names";
import { toolkitTls } from "../kubernetes/tls/server";

const FOLDER = "/etc/mongodb-exporter";
const AUTHORITY = "authority.pem";
/** The files of its password, and of its certificate and key. */
const PASSWORD = "password";
const CERTIFICATE = "certificate.pem";

/**
 * The exporter takes its password from a variable or a flag only. In this variable it is at least not part of the pod's
 * specification. `read` is built into every shell, so the image needs no other program.
 */
const START = `set -eu
IFS= read -r MONGODB_PASSWORD <${secretFile(PASSWORD)} || [ -n "$MONGODB_PASSWORD" ]
export MONGODB_PASSWORD
exec /mongodb_exporter "$@"
`;

export interface MongodbExporterArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly mongodb: MongodbAddress;
  readonly times: Times;
}

export function mongodbExporterServer(args: MongodbExporterArgs): Server {
  const { image, mongodb, times } = args;
  const { scraped, servers, users, authSource, passwords, clients, certificateAuthority } = mongodb;
  const options = {
    // Whatever an SRV record says.
    ...(passwords
      ? { authSource: authSource.exporter }
      : { authSource: "$external", authMechanism: "MONGODB-X509" }),
    ...(certificateAuthority !== undefined && { tlsCAFile: `${FOLDER}/${AUTHORITY}` }),
    ...(clients && { tlsCertificateKeyFile: secretFile(CERTIFICATE) }),
  };
  return exporterServer({
    namespace: args.namespace,
    type: "MongodbExporter",
    tls: toolkitTls("--web.config"),
    name: "mongodb-exporter",
    image,
    port: 9216,
    uid: 65535,
    secrets: {
      ...(passwords && { [PASSWORD]: passwords.exporter }),
      ...(clients && { [CERTIFICATE]: clients.exporter }),
    },
    egress: mongodbEgress(mongodb),
    ownPage: "/",
    config: {
      folder: FOLDER,
      files: {
        ...(passwords && { "start.sh": START }),
        ...(certificateAuthority !== undefined && { [AUTHORITY]: certificateAuthority }),
      },
    },
    ...(passwords && {
      command: ["/bin/sh", `${FOLDER}/start.sh`],
      env: { MONGODB_USER: users.exporter },
    }),
    args: [
      ...scraped.map(({ uri }) => `--mongodb.uri=${withOptions(uri, options)}`),
      // Each server is scraped for itself; behind an SRV record, whichever of them is the primary.
      servers.length > 0 ? "--mongodb.direct-connect" : "--no-mongodb.direct-connect",
      "--collector.diagnosticdata",
    ],
    endpoints: scraped.map(({ name }) => ({
      // /metrics is the first server.
      ...(scraped.length > 1 && { path: "/scrape", params: { target: [name] } }),
      relabelings: [{ action: "replace", targetLabel: "instance", replacement: name }],
      metricRelabelings: ONLY_WHAT_IS_READ,
    })),
    times: { ...times, scrapeTimeout: timeoutOf(times) },
  });
}

/**
 * The exporter gives MongoDB a second less than the scrape may take, of whole seconds only: of one second nothing would
 * be left. Of a fraction it knows nothing, and takes nine seconds.
 */
function timeoutOf({ scrapeInterval, scrapeTimeout }: Times): Duration {
  return parseDuration(scrapeTimeout) === 1000 ? scrapeInterval : scrapeTimeout;
}

const ONLY_WHAT_IS_READ: ScrapeMore["metricRelabelings"] = [
  // The exporter turns every number of a document with thousands of them into a metric.
  { action: "keep", sourceLabels: ["__name__"], regex: Object.keys(read).join("|") },
  // They describe the server, and change when another member becomes the primary: that would begin all series anew.
  { action: "labeldrop", regex: "cl_id|cl_role|cluster_role|rs_nm|rs_state" },
];

/** A connection string with further options, as they are: paths of files stay recognizable as such. */
function withOptions(uri: string, options: Readonly<Record<string, string>>): string {
  const added = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return `${uri}${uri.includes("?") ? "&" : "?"}${added.join("&")}`;
}
