import { postgresExporter } from "../infra/exporters/postgresExporter";
import { down } from "../infra/signals/availability";
import { panel, PLACES } from "../infra/signals/places";
import { alert } from "./alert";
import { downOrAbsent } from "./text";

export const databaseAlerts = [
  alert("DatabaseDown", () => ({
    when: down(postgresExporter.pg_up, "postgres-exporter"),
    component: "database",
    summary: () => "PostgreSQL is down or out of sight.",
    description: () =>
      downOrAbsent({
        down: "postgres-exporter cannot reach PostgreSQL.",
        absent: "postgres-exporter reports nothing, so PostgreSQL may be up or down.",
      }),
    view: panel(PLACES.systemOverview, "postgresConnections"),
  })),
];
