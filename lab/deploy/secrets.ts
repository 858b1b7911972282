import { randomBytes } from "node:crypto";

import { FILES } from "../cluster/folders";
import { readJsonOr, writeWhole } from "../../tools/files";

/** The local cluster's own passwords: generated once, and kept in a file that only its owner can read. */
export class Secrets {
  /** The password of a name, 32 hexadecimal digits. Generated if there is none. */
  get(name: string): string {
    // Read again each time, so as not to overwrite what another instance has added meanwhile.
    const values = readJsonOr<Readonly<Record<string, string>>>(FILES.secrets, {});
    const value = values[name] ?? randomBytes(16).toString("hex");
    if (values[name] === undefined) {
      writeWhole(FILES.secrets, JSON.stringify({ ...values, [name]: value }));
    }
    return value;
  }
}
