import type { StackModel } from "../../infra/model-checks/stackModel";
import type { StackConfig } from "../../infra/settings";
import type { Answers } from "./answers";
import type { Finding } from "./finding";

/** A stack, and what the cluster said that it is to be deployed in. */
export interface Asked {
  readonly config: StackConfig;
  readonly declared: StackModel;
  readonly answers: Answers;
}

/** Looks for one kind of misfit. */
export interface Check {
  readonly about: string;
  readonly find: (asked: Asked) => readonly Omit<Finding, "about">[];
}
