import { register as registerCommonJs } from "tsx/cjs/api";
import { register as registerModules } from "tsx/esm/api";

// A suite is imported, with the time in its address so that it runs again; what it imports is required.
registerCommonJs();
registerModules();
