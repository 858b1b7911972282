/** The label that distinguishes the samples of replicas: its value is the pod's name. As in prometheus-operator. */
export const REPLICA_LABEL = "prometheus_replica";
/** The environment variable with the pod's name: Prometheus expands it in external labels. */
export const REPLICA_VARIABLE = "POD_NAME";
