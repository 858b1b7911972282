import { Window } from "../../service/messaging/window";

const place = (partition: number, offset: number) => ({
  partition,
  offset: BigInt(offset),
  writtenMs: 1000 + offset,
});

/** Work that ends on command. */
function pending() {
  let end = (_done: boolean): void => undefined;
  const promise = new Promise<boolean>((resolve) => (end = resolve));
  return { work: () => promise, end: (done = true) => end(done) };
}

const turn = () => new Promise((done) => setImmediate(done));

it("commits each partition up to its first unfinished message", async () => {
  const window = new Window(10);
  const [first, second, other] = [pending(), pending(), pending()];
  window.add(place(0, 5), "a", first.work);
  window.add(place(0, 6), "b", second.work);
  window.add(place(1, 9), "c", other.work);
  expect(window.oldestMs).toBe(1005);
  second.end();
  other.end();
  await turn();
  expect([...window.takeCommittable()]).toEqual([[1, 10n]]);
  first.end();
  await turn();
  expect([...window.takeCommittable()]).toEqual([[0, 7n]]);
  expect([window.size, window.oldestMs, [...window.takeCommittable()]]).toEqual([0, undefined, []]);
});

it("handles messages with the same key in order, and others concurrently", async () => {
  const window = new Window(10);
  const began: string[] = [];
  const first = pending();
  const noting = (name: string, work: () => Promise<boolean>) => () => {
    began.push(name);
    return work();
  };
  window.add(place(0, 1), "a", noting("a1", first.work));
  window.add(
    place(0, 2),
    "a",
    noting("a2", () => Promise.resolve(true)),
  );
  window.add(
    place(0, 3),
    "b",
    noting("b", () => Promise.resolve(true)),
  );
  await turn();
  expect(began).toEqual(["a1", "b"]);
  first.end();
  await window.empty();
  expect(began).toEqual(["a1", "b", "a2"]);
});

it("commits nothing past a message that must be redelivered", async () => {
  const window = new Window(10);
  window.add(place(0, 1), "a", () => Promise.resolve(false));
  window.add(place(0, 2), "b", () => Promise.resolve(true));
  await window.empty();
  expect([...window.takeCommittable()]).toEqual([]);
});

it("waits for room when it is full", async () => {
  const window = new Window(2);
  const [first, second] = [pending(), pending()];
  window.add(place(0, 1), "a", first.work);
  window.add(place(0, 2), "b", second.work);
  let room = false;
  const waiting = window.room().then(() => (room = true));
  await turn();
  expect(room).toBe(false);
  second.end();
  await waiting;
  expect(room).toBe(true);
  first.end();
  await window.empty();
});
