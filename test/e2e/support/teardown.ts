import { lab } from "./lab";

/** Leaves the cluster as it was found: down, or up at its own speed. */
export default async function teardown(): Promise<void> {
  await lab(process.env.E2E_FOUND_RUNNING === "yes" ? "up" : "down");
}
