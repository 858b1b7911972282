import type { AlertName } from "../../alert-rules/alerts";

const NO_BUCKET =
  "drills run in the local dev stack, which has no object storage and no Thanos; `npm run longterm` runs them as processes";
const NOBODY = "drills run in the local dev stack, which has no remote write";

const NO_BACKUP =
  "drills run in the local dev stack, which has no backups; `npm run e2e -- --stack prod` makes backups that succeed and that fail";
const NO_CERTIFICATES =
  "drills run in the local dev stack, which has no cert-manager; `npm run e2e -- --stack prod` renews certificates with it";

const NO_USUAL_DAY =
  "drills run in the local dev stack, whose traffic comes and goes with each drill and has no daily pattern; the outage grid, `test/outages/`, simulates this with the real rules and a real Alertmanager";

const NO_MONGODB = "drills run in the local dev stack, which has no MongoDB by default";
/** Of what the live suite proves without a drill. */
const LIVE = "the live suite `messaging` deploys it, kills it and cuts it off";

const WITHOUT_KAFKA = "drills run in the local dev stack, which has no Kafka by default";
const NO_KAFKA = `${WITHOUT_KAFKA}; only the rule is tested, in Prometheus's own engine`;

/** The alerts without a drill, each with the reason: they are about something that only a production stack has. */
export const UNDRILLED: ReadonlyMap<AlertName, string> = new Map<AlertName, string>([
  ["ThanosCompactHalted", NO_BUCKET],
  ["ThanosCompactFailing", NO_BUCKET],
  ["ThanosUploadStalled", NO_BUCKET],
  ["ThanosUploadFailing", NO_BUCKET],
  ["ThanosStoreFailing", NO_BUCKET],
  ["CertificateNotReady", NO_CERTIFICATES],
  ["CertificateRenewalOverdue", NO_CERTIFICATES],
  ["RemoteWriteBehind", NOBODY],
  ["RemoteWriteFailing", NOBODY],
  ["BackupOverdue", NO_BACKUP],
  ["MongoDBDown", `${NO_MONGODB}; ${LIVE}`],
  ["MongoDBSlowOperations", `${NO_MONGODB}; only the rule is tested, in Prometheus's own engine`],
  [
    "MongoDBConnectionsHigh",
    `${NO_MONGODB}; a test opens connections to a server of its own, and the real exporter counts them`,
  ],
  [
    "MongoDBReplicationLag",
    `${NO_MONGODB}, and the one that it can have is no replica set; the real exporter reads the document of a real one`,
  ],
  ["KafkaDown", `${WITHOUT_KAFKA}; ${LIVE}`],
  ["KafkaConsumerLag", NO_KAFKA],
  ["KafkaUnderReplicated", NO_KAFKA],
  ["KafkaOfflinePartitions", NO_KAFKA],
  ["OutboxBacklog", NO_KAFKA],
  ["WebhookFailing", NO_KAFKA],
  ["TrafficGone", NO_USUAL_DAY],
]);
