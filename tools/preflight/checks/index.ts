import type { Check } from "../asked";
import { apiServer } from "./apiServer";
import { clock } from "./clock";
import { distribution } from "./distribution";
import { dns } from "./dns";
import { ingress } from "./ingress";
import { kinds } from "./kinds";
import { kubelets } from "./kubelets";
import { metrics } from "./metrics";
import { namespaces } from "./namespaces";
import { operators } from "./operators";
import { policyEngine } from "./policyEngine";
import { programVersions } from "./programVersions";
import { quotas } from "./quotas";
import { securityContext } from "./securityContext";
import { storage } from "./storage";
import { version } from "./version";
import { volumes } from "./volumes";

/** Every check of a cluster, in the order in which a deployment would run into their findings. */
export const CHECKS: readonly Check[] = [
  version,
  programVersions,
  distribution,
  clock,
  kinds,
  namespaces,
  quotas,
  securityContext,
  dns,
  apiServer,
  policyEngine,
  storage,
  volumes,
  kubelets,
  metrics,
  ingress,
  operators,
];
