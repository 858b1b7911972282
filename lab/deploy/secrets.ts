import { randomBytes } from "node:crypto";

import { FILES } from "../cluster/folders";
import { readJsonOr, writeWhole } from "../../tools/files";

/** The local cluster's own passwords: made once, kept in a file that only its owner reads. */
export class Secrets {
  /** The password of a name, 32 hexadecimal digits. */
  get(name: string): string {
    // Read anew each time: what another instance has added meanwhile must not be written over.
    const values = readJsonOr<Readonly<Record<string, string>>>(FILES.secrets, {});
    const value = values[name] ?? randomBytes(16).toString("hex");
    if (values[name] === undefined) {
      writeWhole(FILES.secrets, JSON.stringify({ ...values, [name]: value }));
    }
    return value;
  }
}
