import { z } from "zod";

import { APPLICATION, MONITORING, type Namespaces } from "../objects/names";
import { namespaceName } from "./cluster";

function namespace(name: string) {
  return z
    .strictObject({
      name: namespaceName.default(name),
      /**
       * Set to false if the namespace exists and belongs to somebody else: then it is neither created nor labelled, and no policy
       * restricts the other pods in it.
       */
      create: z.boolean().default(true),
    })
    .prefault({});
}

/** The namespaces of the stack: one for monitoring, one for the application with its data services. */
export const namespacesSettings = z
  .strictObject({ monitoring: namespace(MONITORING), application: namespace(APPLICATION) })
  .prefault({});

export type NamespacesSettings = z.output<typeof namespacesSettings>;

/** Only the names. */
export function namesOf({ monitoring, application }: NamespacesSettings): Namespaces {
  return { monitoring: monitoring.name, application: application.name };
}
