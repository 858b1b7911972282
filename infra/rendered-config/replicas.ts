/** By what the samples of one replica are told from those of the others: the pod's name. As prometheus-operator has it. */
export const REPLICA_LABEL = "prometheus_replica";
/** The variable that has that name in the pod: Prometheus fills it in where external labels name it. */
export const REPLICA_VARIABLE = "POD_NAME";
