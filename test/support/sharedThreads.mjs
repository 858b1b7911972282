import { availableParallelism } from "node:os";

import LightRunner from "jest-light-runner";

/**
 * jest-light-runner with at most one thread for each core. Its suites compute and hardly ever wait, and each thread loads and
 * compiles the model again: more threads than cores only cost time.
 */
export default class SharedThreads extends LightRunner {
  constructor(globalConfig, ...others) {
    const maxWorkers = Math.max(2, Math.min(globalConfig.maxWorkers, availableParallelism()));
    super({ ...globalConfig, maxWorkers }, ...others);
  }
}
