import { readWorkerConfig } from "./config";
import { run } from "./process";
import { startWorker } from "./workerService";

run("worker", readWorkerConfig, startWorker);
