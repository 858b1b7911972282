import { readConfig } from "./config";
import { run } from "./process";
import { startService } from "./service";
import { askThrough } from "./upstream/proxy";

run("backend", readConfig, (config, logger) => {
  if (config.proxy) askThrough(config.proxy);
  return startService(config, logger);
});
