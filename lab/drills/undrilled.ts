import type { AlertName } from "../../alert-rules/alerts";

const NO_BUCKET =
  "the local dev stack, in which drills are run, has no object storage and no Thanos; `npm run longterm` runs them as processes";
const NOBODY = "the local dev stack, in which drills are run, sends its samples to nobody";

const NO_BACKUP =
  "the local dev stack, in which drills are run, backs nothing up; `npm run e2e -- --stack prod` makes backups that succeed and that fail";
const NO_CERTIFICATES =
  "the local dev stack, in which drills are run, has no cert-manager; `npm run e2e -- --stack prod` renews certificates by it";

const NO_USUAL_DAY =
  "the local dev stack, in which drills are run, expects nobody: people come and go with each drill, and no day is as the one before; the outage grid, `test/outages/`, plays it to the real rules and a real Alertmanager";

const NO_MONGODB = "the local dev stack, in which drills are run, has no MongoDB";

const NO_KAFKA =
  "the local dev stack, in which drills are run, has no Kafka unless it is asked for; the rule alone is played, to Prometheus's own engine";

/** The alerts without a drill, each with the reason: what they are about only a stack of production has. */
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
  ["MongoDBDown", `${NO_MONGODB}; \`npm run e2e -- kept\` sets one that has, and kills it`],
  ["MongoDBSlowOperations", `${NO_MONGODB}; the rule alone is played, to Prometheus's own engine`],
  ["KafkaDown", NO_KAFKA],
  ["KafkaConsumerLag", NO_KAFKA],
  ["KafkaUnderReplicated", NO_KAFKA],
  ["KafkaOfflinePartitions", NO_KAFKA],
  ["OutboxBacklog", NO_KAFKA],
  ["WebhookFailing", NO_KAFKA],
  ["TrafficGone", NO_USUAL_DAY],
]);
