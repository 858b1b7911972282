import { limited } from "../../tools/limited";

/** Lets everything that is ready continue. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("tasks with limited concurrency", () => {
  it("run no more than the limit at a time, and return results in input order", async () => {
    let running = 0;
    let most = 0;
    const doubled = await limited([5, 4, 3, 2, 1], 2, async (number) => {
      most = Math.max(most, ++running);
      for (let turns = 0; turns < number; turns += 1) await turn();
      running -= 1;
      return 2 * number;
    });
    expect(doubled).toEqual([10, 8, 6, 4, 2]);
    expect(most).toBe(2);
  });

  it("return nothing for an empty list", async () => {
    expect(await limited([], 3, () => Promise.reject(new Error("called")))).toEqual([]);
  });

  it("fail with the first error", async () => {
    const failing = limited([1, 2], 1, (number) => Promise.reject(new Error(String(number))));
    await expect(failing).rejects.toThrow("1");
  });
});
