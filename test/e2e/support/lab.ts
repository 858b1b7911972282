import { inherit } from "../../../lab/builder/exec";
import { scriptCommand } from "../../support/launched";

/** Runs `npm run lab -- …` as a child process in this terminal, as people do. */
export async function lab(...args: readonly string[]): Promise<void> {
  const status = await inherit(...scriptCommand("lab", ...args));
  if (status !== 0)
    throw new Error(`npm run lab -- ${args.join(" ")} ended with ${String(status)}.`);
}
