import * as pulumi from "@pulumi/pulumi";

import type { Piece } from "../kubernetes/server";
import { registerPart, type Surroundings } from "../kubernetes/register";

/** A server of the stack, or a job of it that runs again and again, with all that belongs to it. */
export class Server extends pulumi.ComponentResource {
  constructor(piece: Piece, surroundings: Surroundings, opts?: pulumi.ComponentResourceOptions) {
    super(`autodealgenie:monitoring:${piece.type}`, piece.workload.metadata.name, {}, opts);
    registerPart(this, piece, surroundings);
    this.registerOutputs({});
  }
}
