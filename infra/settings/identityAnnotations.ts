import { UUID } from "./scalars";
import type { Fault } from "./wording";

/**
 * The annotations by which clouds give a ServiceAccount an identity. Nothing rejects a value in another format: the pod
 * starts, and its requests are denied.
 */
const FORMATS: Readonly<Record<string, readonly [format: RegExp, is: string]>> = {
  // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
  "eks.amazonaws.com/role-arn": [
    /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    "the ARN of an IAM role, such as arn:aws:iam::123456789012:role/metrics",
  ],
  // https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
  "iam.gke.io/gcp-service-account": [
    /^[a-z\d][a-z\d.-]*@[a-z\d][a-z\d.:-]*\.gserviceaccount\.com$/,
    "the address of a service account, such as metrics@my-project.iam.gserviceaccount.com",
  ],
  // https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
  "azure.workload.identity/client-id": [UUID, "the client ID of an application, a UUID"],
  "azure.workload.identity/tenant-id": [UUID, "the ID of a tenant, a UUID"],
};

/** Annotations of a ServiceAccount that do not name an identity. @param path of the annotations */
export function* identityAnnotationFaults(
  path: string,
  annotations: Readonly<Record<string, string>>,
): Iterable<Fault> {
  for (const [key, value] of Object.entries(annotations)) {
    const [format, is] = FORMATS[key] ?? [];
    if (format === undefined || is === undefined || format.test(value)) continue;
    yield { path: `${path}.${key}`, message: `must be ${is}, got ${value}` };
  }
}
