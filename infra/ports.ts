/** TCP ports of servers that others ask, too. The backend's and those of its stores are in service/defaults.ts. */
export const PROMETHEUS_PORT = 9090;
export const ALERTMANAGER_PORT = 9093;

/** Of its pods. */
export const GRAFANA_PORT = 3000;
/** Of its Service: people's port of the backend is 3000 elsewhere. */
export const GRAFANA_SERVICE_PORT = 3001;
