import { once, persistently } from "./background";
import type { Undo } from "./drill";

interface Fault {
  users: number;
  readonly undo: Promise<Undo>;
  /** Resolves when the last of those who look at it lets it go. */
  readonly over: Promise<void>;
  readonly end: () => void;
}

/**
 * One fault that several drills are about: the first causes it, and it ends when the last has had its look. To each of
 * them it ends then.
 */
export function shared(cause: () => Promise<Undo>): () => Promise<Undo> {
  let current: Fault | undefined;
  return async () => {
    const fault = (current ??= begin(cause));
    fault.users += 1;
    await fault.undo;
    return once(async () => {
      fault.users -= 1;
      if (fault.users === 0) {
        current = undefined;
        fault.end();
      }
      await fault.over;
    });
  };
}

function begin(cause: () => Promise<Undo>): Fault {
  const undo = cause();
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    end = () => {
      undo.then((it) => persistently(it)()).then(resolve, reject);
    };
  });
  return { users: 0, undo, over, end };
}
