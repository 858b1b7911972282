import { rmSync } from "node:fs";

import { RUN_FOLDER } from "./rendered";

export default function globalTeardown(): void {
  const folder = process.env[RUN_FOLDER];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
