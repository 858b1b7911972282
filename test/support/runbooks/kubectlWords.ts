/** A parsed kubectl command. */
export interface KubectlCommand {
  /** Such as `get` or `rollout undo`. */
  readonly verb: string;
  readonly namespace: string | undefined;
  readonly named: readonly { readonly kind: string; readonly name?: string }[];
  readonly selector?: string | undefined;
  readonly container?: string | undefined;
  /** The path of a raw request to the API server. */
  readonly raw?: string | undefined;
  /** The CronJob from which a Job is created. */
  readonly from?: string | undefined;
  /** The port of a forwarded Service. */
  readonly port?: number;
  /** The command that runs in the container. */
  readonly inner: readonly string[];
  readonly changes: boolean;
}

interface Verb {
  /** The flags that are known here, and whether each takes a value. */
  readonly flags: Readonly<Record<string, boolean>>;
  readonly changes?: true;
}

const PLACE = { "-n": true } as const;
const CHOICE = { ...PLACE, "-l": true } as const;

/** Every other verb is rejected: a test must know what a command does. */
const VERBS: Readonly<Record<string, Verb>> = {
  get: {
    flags: {
      ...CHOICE,
      ...{ "-o": true, "--sort-by": true, "--field-selector": true, "--raw": true },
    },
  },
  describe: { flags: CHOICE },
  top: { flags: { ...CHOICE, "--containers": false } },
  logs: {
    flags: {
      ...{ ...CHOICE, "-c": true, "--tail": true, "--since": true, "--previous": false },
      ...{ "--all-pods": false, "--all-containers": false, "--prefix": false },
      ...{ "--ignore-errors": false },
    },
  },
  exec: { flags: { ...PLACE, "-c": true } },
  "port-forward": { flags: PLACE },
  wait: { flags: { ...PLACE, "--for": true, "--timeout": true } },
  "set env": { flags: { ...PLACE, "--list": false } },
  "rollout history": { flags: PLACE },
  "rollout status": { flags: { ...PLACE, "--timeout": true } },
  "rollout undo": { flags: PLACE, changes: true },
  "rollout restart": { flags: PLACE, changes: true },
  "create job": { flags: { ...PLACE, "--from": true }, changes: true },
  delete: { flags: PLACE, changes: true },
  edit: { flags: PLACE, changes: true },
  scale: { flags: { ...PLACE, "--replicas": true }, changes: true },
};

/** The names that kubectl accepts for each kind: singular, plural and short. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  Pod: ["pod", "pods", "po"],
  Deployment: ["deployment", "deployments", "deploy"],
  StatefulSet: ["statefulset", "statefulsets", "sts"],
  ReplicaSet: ["replicaset", "replicasets"],
  Job: ["job", "jobs"],
  CronJob: ["cronjob", "cronjobs"],
  Service: ["service", "services", "svc"],
  EndpointSlice: ["endpointslice", "endpointslices"],
  Ingress: ["ingress", "ingresses"],
  NetworkPolicy: ["networkpolicy", "networkpolicies"],
  ConfigMap: ["configmap", "configmaps"],
  Secret: ["secret", "secrets"],
  Namespace: ["namespace", "namespaces", "ns"],
  ServiceAccount: ["serviceaccount", "serviceaccounts", "sa"],
  Role: ["role", "roles"],
  RoleBinding: ["rolebinding", "rolebindings"],
  ClusterRole: ["clusterrole", "clusterroles"],
  ClusterRoleBinding: ["clusterrolebinding", "clusterrolebindings"],
  StorageClass: ["storageclass", "storageclasses", "sc"],
  PersistentVolume: ["pv", "persistentvolume", "persistentvolumes"],
  Event: ["event", "events"],
  Node: ["node", "nodes"],
  PersistentVolumeClaim: ["pvc", "persistentvolumeclaim", "persistentvolumeclaims"],
  HorizontalPodAutoscaler: ["hpa", "horizontalpodautoscaler", "horizontalpodautoscalers"],
  PodDisruptionBudget: ["pdb", "poddisruptionbudget", "poddisruptionbudgets"],
  ResourceQuota: ["resourcequota", "resourcequotas"],
  ServiceMonitor: ["servicemonitor", "servicemonitors"],
  Certificate: ["certificate", "certificates"],
  Issuer: ["issuer", "issuers"],
  CertificateRequest: ["certificaterequest", "certificaterequests"],
  Order: ["order", "orders"],
  Challenge: ["challenge", "challenges"],
};

function kindOf(word: string): string {
  const found = Object.entries(KINDS).find(([, names]) => names.includes(word));
  if (found === undefined) throw new Error(`"${word}" is no kind that this knows.`);
  return found[0];
}

/** @param words the arguments of `kubectl` @throws for an unknown verb, flag or kind */
export function kubectlCommand(words: readonly string[]): KubectlCommand {
  const separator = words.indexOf("--");
  const inner = separator < 0 ? [] : words.slice(separator + 1);
  const { flags, plain } = read(separator < 0 ? words : words.slice(0, separator));
  const verb = [plain.slice(0, 2).join(" "), plain[0] ?? ""].find((each) => each in VERBS);
  if (verb === undefined)
    throw new Error(`"kubectl ${plain.join(" ")}" is no verb that this knows.`);
  const { flags: allowed, changes = false } = VERBS[verb]!;
  for (const [flag, value] of flags) {
    const takes = allowed[flag];
    if (takes === undefined) throw new Error(`kubectl ${verb} has no ${flag} here.`);
    if (takes !== (value !== undefined))
      throw new Error(`${flag} has a value too few or too many.`);
  }
  const of = plain.slice(verb.split(" ").length);
  return {
    verb,
    namespace: flags.get("-n"),
    selector: flags.get("-l"),
    container: flags.get("-c"),
    raw: flags.get("--raw"),
    from: flags.get("--from"),
    inner,
    changes,
    ...named(verb, of),
  };
}

function named(verb: string, words: readonly string[]): Pick<KubectlCommand, "named" | "port"> {
  const one = (word: string) => {
    const [kind = "", name] = word.split("/");
    return name === undefined ? { kind: "Pod", name: kind } : { kind: kindOf(kind), name };
  };
  const [first, ...others] = words;
  // The new object's name does not exist yet.
  if (first === undefined || verb === "create job") return { named: [] };
  if (verb === "port-forward") return { named: [one(first)], port: Number(others[0]) };
  if (verb === "exec" || verb === "logs" || first.includes("/")) return { named: words.map(one) };
  const kinds = first.split(",").map(kindOf);
  if (others.length === 0) return { named: kinds.map((kind) => ({ kind })) };
  return { named: others.flatMap((name) => kinds.map((kind) => ({ kind, name }))) };
}

const TAKES_WORD = new Set(["-n", "-l", "-c", "-o"]);

function read(words: readonly string[]) {
  const flags = new Map<string, string | undefined>();
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const equals = word.indexOf("=");
    if (!word.startsWith("-")) plain.push(word);
    else if (TAKES_WORD.has(word) || word === "--raw" || word === "--field-selector") {
      flags.set(word, words[++i]);
    } else if (word.startsWith("--") && equals > 0) {
      flags.set(word.slice(0, equals), word.slice(equals + 1));
    } else flags.set(word, undefined);
  }
  return { flags, plain };
}
