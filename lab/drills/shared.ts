import type { Undo } from "./drill";

/**
 * One fault that several drills are about: the first causes it, and it ends when the last has had its look.
 */
export function shared(cause: () => Promise<Undo>): () => Promise<Undo> {
  let users = 0;
  let caused: Promise<Undo> | undefined;
  return async () => {
    users += 1;
    caused ??= cause();
    const undo = await caused;
    return async () => {
      users -= 1;
      if (users > 0) return;
      caused = undefined;
      await undo();
    };
  };
}
