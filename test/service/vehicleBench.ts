import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startDataServers, type DataServers } from "../support/dataServers";
import type { Reply } from "./browser";
import { fakeApi, listings, type FakeApi } from "./fakeApi";
import { serviceOn, untilReady, type RunningService } from "./harness";

export const KEY = "key-that-nobody-may-see";
export const SEARCH = "/api/v1/vehicles/search";
/** A VIN that is not in our own catalog of vehicles. */
export const MARKET_VIN = "1HGFC2F69LA999999";

/** The service with real data servers and a vehicle API with configurable answers. */
export interface VehicleBench {
  readonly servers: DataServers;
  readonly api: FakeApi;
  readonly service: RunningService;
  /** The variables with which a service finds the vehicle API. */
  readonly market: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the service with its servers, and waits until it is ready. */
export async function vehicleBench(): Promise<VehicleBench> {
  const servers = await startDataServers();
  const api = await fakeApi(listings());
  const folder = await mkdtemp(join(tmpdir(), "adg-vehicle-"));
  const keyFile = join(folder, "key");
  await writeFile(keyFile, `${KEY}\n`);
  const market = { VEHICLE_API_URL: `${api.url}/vehicle-api/`, VEHICLE_API_KEY_FILE: keyFile };
  const service = await serviceOn(servers, market);
  await untilReady(service);
  const close = async () => {
    await service.stop();
    await api.close();
    await servers.close();
    await rm(folder, { recursive: true });
  };
  return { servers, api, service, market, close };
}

/** A vehicle in the service's answers. */
export interface Car {
  readonly vin: string;
  readonly price: number;
  readonly year: number;
  readonly mileage: number;
  readonly source: string;
}

export const carsIn = (reply: Reply): Car[] => reply.body.vehicles;
