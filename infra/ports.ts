/** TCP ports of the stack's servers. The backend's and those of its databases are in service/defaults.ts. */
export const PROMETHEUS_PORT = 9090;
export const ALERTMANAGER_PORT = 9093;

/** The pods' port. */
export const GRAFANA_PORT = 3000;
/** The Service's port. Elsewhere, users reach the backend on port 3000. */
export const GRAFANA_SERVICE_PORT = 3001;
