import { eventually, poll } from "../../tools/polling";

const every = { everyMs: 1 };

/** Returns nothing a number of times, and then a value. */
function after<T>(times: number, seen: T) {
  let looks = 0;
  return () => Promise.resolve(looks++ < times ? undefined : seen);
}

describe("polling", () => {
  it("looks until something is there, and returns it", async () => {
    expect(await poll(after(3, 0), every)).toBe(0);
  });

  it("looks once at least, and gives up when the time is over", async () => {
    expect(await poll(after(0, "there"), { ...every, seconds: 0 })).toBe("there");
    expect(await poll(after(Infinity, "there"), { ...every, seconds: 0 })).toBeUndefined();
  });

  it("gives up at once where it is told to", async () => {
    const signal = AbortSignal.abort();
    expect(await poll(after(1, "there"), { everyMs: 1_000_000, signal })).toBeUndefined();
  });

  it("does not hide what the look throws", async () => {
    await expect(poll(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});

describe("what comes about eventually", () => {
  it("is what the first probe returns that does not throw", async () => {
    let probes = 0;
    const probe = () =>
      probes++ < 2 ? Promise.reject(new Error("not yet")) : Promise.resolve("there");
    expect(await eventually("it is there", 10, probe, 1)).toBe("there");
  });

  it("is told of with the last reason where it does not", async () => {
    const probe = () => Promise.reject(new Error("not yet"));
    await expect(eventually("it is there", 0, probe, 1)).rejects.toThrow(
      "Timed out after 0 s: it is there\nnot yet",
    );
  });
});
