import { createLogger } from "../../service/logger";
import { Unavailable, Watch } from "../../service/unavailable";

const DOWN = "does not answer: nothing is stored";

/** A watch, and what it has logged: the message, and the reason if there is one. */
function watched() {
  const lines: unknown[] = [];
  const logger = createLogger("backend", "info", {
    write: (line: string) => {
      const { msg, err } = JSON.parse(line) as { msg: string; err?: { message: string } };
      lines.push(err === undefined ? [msg] : [msg, err.message]);
    },
  });
  const watch = new Watch("redis", logger);
  const down = (reason: string) => watch.down(new Error(reason), "nothing is stored");
  return { watch, down, lines };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe("the log of an outage", () => {
  it("has a line when it begins, and one when it ends", () => {
    const { watch, down, lines } = watched();
    watch.up();
    for (let request = 0; request < 3; request++) {
      expect(down("refused")).toBeInstanceOf(Unavailable);
      jest.advanceTimersByTime(3_600_000);
    }
    watch.up();
    watch.up();
    expect(lines).toEqual([[DOWN, "refused"], ["answers again"]]);
  });

  it("has another reason, but not in the same minute", () => {
    const { down, lines } = watched();
    down("refused");
    jest.advanceTimersByTime(59_000);
    down("wrong password");
    expect(lines).toEqual([[DOWN, "refused"]]);
    jest.advanceTimersByTime(1_000);
    down("wrong password");
    down("refused");
    expect(lines).toEqual([
      [DOWN, "refused"],
      [DOWN, "wrong password"],
    ]);
  });

  it("has the reason of the next outage, even if it is the same", () => {
    const { watch, down, lines } = watched();
    down("refused");
    watch.up();
    down("refused");
    expect(lines).toEqual([[DOWN, "refused"], ["answers again"], [DOWN, "refused"]]);
  });
});
