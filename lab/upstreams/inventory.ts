import { createHash } from "node:crypto";

import { vinOf } from "./vin";

/** A listing in the vehicle API's format. Prices are in US dollars. */
export interface Listing {
  readonly id: string;
  readonly vin: string;
  readonly heading: string;
  readonly price: number;
  readonly miles: number;
  readonly build: {
    readonly year: number;
    readonly make: string;
    readonly model: string;
    readonly trim: string;
    readonly body_type: string;
  };
  readonly dealer: { readonly name: string; readonly city: string; readonly state: string };
}

/** Make, model, body type and the price of a new car in US dollars: rounded list prices of the manufacturers. */
const MODELS = [
  ["Honda", "Civic", "Sedan", 25_000],
  ["Honda", "Accord", "Sedan", 29_000],
  ["Honda", "CR-V", "SUV", 32_000],
  ["Toyota", "Corolla", "Sedan", 23_000],
  ["Toyota", "Camry", "Sedan", 28_000],
  ["Toyota", "RAV4", "SUV", 31_000],
  ["Toyota", "Tacoma", "Pickup", 34_000],
  ["Ford", "F-150", "Pickup", 40_000],
  ["Ford", "Escape", "SUV", 30_000],
  ["Ford", "Mustang", "Coupe", 33_000],
  ["Chevrolet", "Malibu", "Sedan", 26_000],
  ["Chevrolet", "Equinox", "SUV", 29_000],
  ["Nissan", "Altima", "Sedan", 27_000],
  ["Nissan", "Rogue", "SUV", 30_000],
  ["Hyundai", "Elantra", "Sedan", 22_000],
  ["Hyundai", "Tucson", "SUV", 29_000],
  ["Subaru", "Outback", "Wagon", 31_000],
  ["Mazda", "CX-5", "SUV", 30_000],
  ["BMW", "3 Series", "Sedan", 46_000],
  ["Tesla", "Model 3", "Sedan", 42_000],
] as const;
const TRIMS = ["Base", "Sport", "Touring", "Limited"] as const;
const DEALERS = [
  { name: "Bayside Motors", city: "Oakland", state: "CA" },
  { name: "Lone Star Autos", city: "Austin", state: "TX" },
  { name: "Lakeshore Cars", city: "Chicago", state: "IL" },
  { name: "Peachtree Auto Mall", city: "Atlanta", state: "GA" },
  { name: "Cascade Auto Group", city: "Seattle", state: "WA" },
] as const;

const NEWEST = 2025;
const YEARS = 10;
const OFFERS_PER_YEAR = 2;

/** All listings: the same in every process, so that a query always has the same answer. */
export const INVENTORY: readonly Listing[] = MODELS.flatMap((model) =>
  Array.from({ length: YEARS * OFFERS_PER_YEAR }, (_, index) => listing(model, index)),
);

function listing([make, model, body_type, asNew]: (typeof MODELS)[number], index: number): Listing {
  const age = Math.floor(index / OFFERS_PER_YEAR);
  const name = `${make} ${model} ${String(index)}`;
  const digest = createHash("sha256").update(name).digest();
  const chance = (byte: number) => digest.readUInt8(byte) / 256;
  const year = NEWEST - age;
  const miles = Math.round((age + 0.3 + chance(0) / 2) * (8_000 + 6_000 * chance(1)));
  // A tenth less for each year, and one percent less for every 10,000 miles, up to 20 percent.
  const price =
    asNew * 0.9 ** age * (1 - Math.min(miles / 1_000_000, 0.2)) * (0.95 + chance(2) / 10);
  const trim = TRIMS[digest.readUInt8(3) % TRIMS.length] ?? TRIMS[0];
  const dealer = DEALERS[digest.readUInt8(4) % DEALERS.length] ?? DEALERS[0];
  return {
    id: `${digest.toString("hex", 8, 12)}-${digest.toString("hex", 12, 18)}`,
    vin: vinOf(digest),
    heading: `${String(year)} ${make} ${model} ${trim}`,
    price: Math.round(price / 10) * 10,
    miles,
    build: { year, make, model, trim, body_type },
    dealer,
  };
}
