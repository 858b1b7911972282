import { eventually, poll } from "../../tools/polling";

const every = { everyMs: 1 };

/** Returns nothing a number of times, and then a value. */
function after<T>(times: number, seen: T) {
  let looks = 0;
  return () => Promise.resolve(looks++ < times ? undefined : seen);
}

describe("polling", () => {
  it("continues until it gets a value, and returns it", async () => {
    expect(await poll(after(3, 0), every)).toBe(0);
  });

  it("tries at least once, and gives up after the timeout", async () => {
    expect(await poll(after(0, "there"), { ...every, seconds: 0 })).toBe("there");
    expect(await poll(after(Infinity, "there"), { ...every, seconds: 0 })).toBeUndefined();
  });

  it("stops immediately if it is aborted", async () => {
    const signal = AbortSignal.abort();
    expect(await poll(after(1, "there"), { everyMs: 1_000_000, signal })).toBeUndefined();
  });

  it("propagates errors of the polled function", async () => {
    await expect(poll(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});

describe("eventually", () => {
  it("returns the result of the first probe that does not throw", async () => {
    let probes = 0;
    const probe = () =>
      probes++ < 2 ? Promise.reject(new Error("not yet")) : Promise.resolve("there");
    expect(await eventually("it is there", 10, probe, 1)).toBe("there");
  });

  it("reports the last error when it times out", async () => {
    const probe = () => Promise.reject(new Error("not yet"));
    await expect(eventually("it is there", 0, probe, 1)).rejects.toThrow(
      "Timed out after 0 s: it is there\nnot yet",
    );
  });
});
