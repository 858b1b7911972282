import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";

const ALL = "/api/v1/favorites";
const VIN = "1HGCM82633A004352";
const CAR = { vin: VIN, make: "Honda", model: "Accord", year: 2019 };

let servers: DataServers;
let service: RunningService;
let ada: Browser;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers);
  await untilReady(service);
});

beforeEach(async () => {
  ada = await Browser.signedIn(service.url);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

it("a favorite is created, read, listed, and deleted", async () => {
  const { status, headers, body } = await ada.post(ALL, { ...CAR, vin: VIN.toLowerCase() });
  expect([status, headers.get("Location")]).toEqual([201, `${ALL}/${VIN}`]);
  const created_at = expect.stringMatching(/Z$/);
  expect(body).toEqual({ ...CAR, price: null, note: null, created_at });
  expect((await ada.get(`${ALL}/${VIN.toLowerCase()}`)).body).toEqual(body);
  expect((await ada.get(ALL)).body).toEqual({ items: [body], total: 1, skip: 0, limit: 20 });
  expect(await ada.delete(`${ALL}/${VIN}`)).toMatchObject({ status: 204, body: "" });
  expect((await ada.get(`${ALL}/${VIN}`)).status).toBe(404);
  expect((await ada.delete(`${ALL}/${VIN}`)).status).toBe(404);
});

it("a duplicate favorite is rejected, but accepted from another user", async () => {
  const eve = await Browser.signedIn(service.url);
  const both = await Promise.all([ada.post(ALL, CAR), ada.post(ALL, CAR)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect((await eve.get(`${ALL}/${VIN}`)).status).toBe(404);
  expect((await eve.delete(`${ALL}/${VIN}`)).status).toBe(404);
  expect((await eve.post(ALL, { ...CAR, price: 9.99, note: "red" })).body).toMatchObject({
    price: 9.99,
    note: "red",
  });
  expect((await ada.get(ALL)).body.total).toBe(1);
});

it("the list shows the newest favorites first, one page at a time", async () => {
  for (const last of ["1", "2", "3"]) await ada.post(ALL, { ...CAR, vin: VIN.slice(0, -1) + last });
  const { body } = await ada.get(`${ALL}?skip=1&limit=1`);
  expect(body).toMatchObject({ total: 3, items: [{ vin: "1HGCM82633A004352" }] });
  const { items } = (await ada.get(ALL)).body as { readonly items: readonly { vin: string }[] };
  expect(items.map(({ vin }) => vin.at(-1))).toEqual(["3", "2", "1"]);
});

it.each([
  { vin: "1HGCM82633A00435O" },
  { year: 1899 },
  { year: "2020" },
  { price: -1 },
  { price: 0.001 },
  { make: " " },
  { note: "x".repeat(1001) },
  { user_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7" },
])("a favorite is rejected with %j", async (wrong) => {
  expect((await ada.post(ALL, { ...CAR, ...wrong })).status).toBe(422);
});

it("favorites require authentication", async () => {
  const stranger = new Browser(service.url);
  const answers = [
    await stranger.get(ALL),
    await stranger.post(ALL, CAR),
    await stranger.get(`${ALL}/${VIN}`),
    await stranger.delete(`${ALL}/${VIN}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
});
