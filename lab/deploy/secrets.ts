import { randomBytes } from "node:crypto";

import { FILES } from "../cluster/folders";
import { readJsonOr, writeWhole } from "../files";

/** The local cluster's own passwords: made once, kept in a file that only its owner reads. */
export class Secrets {
  private readonly values: Record<string, string> = readJsonOr<Record<string, string>>(
    FILES.secrets,
    {},
  );

  /** The password of a name, 32 hexadecimal digits. */
  get(name: string): string {
    const value = this.values[name] ?? randomBytes(16).toString("hex");
    if (this.values[name] === undefined) {
      this.values[name] = value;
      writeWhole(FILES.secrets, JSON.stringify(this.values));
    }
    return value;
  }
}
