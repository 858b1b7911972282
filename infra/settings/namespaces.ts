import { z } from "zod";

import { APPLICATION, MONITORING, type Namespaces } from "../objects/names";
import { namespaceName } from "./cluster";

function namespace(name: string) {
  return z
    .strictObject({
      name: namespaceName.default(name),
      /**
       * False where it is in use already, and somebody else's: then it is neither made nor labelled, and whatever else is in
       * it may talk to whom it did before.
       */
      create: z.boolean().default(true),
    })
    .prefault({});
}

/** Where the stack is: what watches, and the application with its data services. */
export const namespacesSettings = z
  .strictObject({ monitoring: namespace(MONITORING), application: namespace(APPLICATION) })
  .prefault({});

export type NamespacesSettings = z.output<typeof namespacesSettings>;

/** The names alone. */
export function namesOf({ monitoring, application }: NamespacesSettings): Namespaces {
  return { monitoring: monitoring.name, application: application.name };
}
