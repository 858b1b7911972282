import { register as registerCommonJs } from "tsx/cjs/api";
import { register as registerModules } from "tsx/esm/api";

// A suite is imported with the time in its URL, so that it runs again. What it imports is required.
registerCommonJs();
registerModules();
