import type { StackModel } from "../../infra/model-checks/stackModel";
import type { StackConfig } from "../../infra/settings";
import type { Answers } from "./answers";
import type { Finding } from "./finding";

/** A stack, and the answers of the cluster that it is to be deployed to. */
export interface Asked {
  readonly config: StackConfig;
  readonly declared: StackModel;
  readonly answers: Answers;
}

/** Finds one kind of mismatch between a stack and a cluster. */
export interface Check {
  readonly about: string;
  readonly find: (asked: Asked) => readonly Omit<Finding, "about">[];
}
