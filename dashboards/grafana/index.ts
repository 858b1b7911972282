export { alertMarks } from "./annotations";
export { dashboard, type Dashboard } from "./dashboard";
export { any, type Levels } from "./levels";
export { alertTable, bars, dial, dialUpTo, lines, stat, type Panel } from "./panels";
export { trace, type Trace } from "./trace";
export { DATASOURCE_UID, filledIn, type Choice } from "./variables";
