import { once, persistently } from "./background";
import type { Undo } from "./drill";

interface Fault {
  users: number;
  readonly undo: Promise<Undo>;
  /** Resolves when the last user has released it and the fault has ended. */
  readonly over: Promise<void>;
  readonly end: () => void;
}

/**
 * A fault that several drills share: the first one causes it, and it ends when the last one has released it. Each
 * drill's undo waits until then.
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
