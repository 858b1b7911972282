import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import { registered } from "./mocks";

/** Runs a part of the program and returns its requests to Pulumi's engine for each resource, by `type name`. */
export async function requestsOf(
  program: () => unknown,
): Promise<ReadonlyMap<string, RegisterResourceRequest>> {
  const requests = new Map<string, RegisterResourceRequest>();
  await registered(() => {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
      registerResource: (request: RegisterResourceRequest, ...rest: unknown[]) => unknown;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
      requests.set(`${request.getType()} ${request.getName()}`, request);
      return register(request, ...rest);
    };
    return program();
  });
  return requests;
}
