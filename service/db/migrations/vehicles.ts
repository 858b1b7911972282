import type { Migration } from "../migration";

/** Make, WMI code of its manufacturer (ISO 3780), model, the model's code, body type, and the price when new. */
type Model = readonly [
  make: string,
  wmi: string,
  model: string,
  vds: string,
  body: string,
  dollars: number,
];

const MODELS: readonly Model[] = [
  ["Honda", "1HG", "Civic", "FC2F6", "Sedan", 25_000],
  ["Honda", "1HG", "Accord", "CV1F3", "Sedan", 29_000],
  ["Honda", "5J6", "CR-V", "RW2H8", "SUV", 31_500],
  ["Toyota", "2T1", "Corolla", "BURHE", "Sedan", 23_000],
  ["Toyota", "4T1", "Camry", "B11HK", "Sedan", 28_500],
  ["Toyota", "2T3", "RAV4", "P1RFV", "SUV", 31_000],
  ["Toyota", "3TM", "Tacoma", "CZ5AN", "Pickup", 35_000],
  ["Ford", "1FA", "Mustang", "P8TH5", "Coupe", 34_000],
  ["Ford", "1FM", "Explorer", "SK8DH", "SUV", 39_000],
  ["Ford", "1FT", "F-150", "EW1EP", "Pickup", 43_000],
  ["Chevrolet", "1G1", "Malibu", "ZD5ST", "Sedan", 26_000],
  ["Chevrolet", "2GN", "Equinox", "AXUEV", "SUV", 29_500],
  ["Chevrolet", "1GC", "Silverado", "UYDED", "Pickup", 42_000],
  ["Nissan", "1N4", "Altima", "BL4BV", "Sedan", 27_000],
  ["Nissan", "5N1", "Rogue", "AT2MV", "SUV", 29_000],
  ["Hyundai", "5NP", "Elantra", "D84LF", "Sedan", 22_500],
  ["Hyundai", "5NM", "Tucson", "JBCAE", "SUV", 30_000],
  ["Subaru", "4S4", "Outback", "BTACC", "Wagon", 31_000],
  ["Subaru", "JF2", "Forester", "SKAEC", "SUV", 30_500],
  ["Mazda", "JM3", "CX-5", "KFBCM", "SUV", 30_000],
  ["Tesla", "5YJ", "Model 3", "3E1EA", "Sedan", 42_000],
  ["BMW", "WBA", "330i", "5R1C5", "Sedan", 46_000],
  ["Volkswagen", "3VW", "Golf", "G17AU", "Hatchback", 26_500],
  ["Kia", "KND", "Sportage", "PM3AC", "SUV", 28_500],
];

const OF_EACH = 15;

const rows = MODELS.map(
  ([make, wmi, model, vds, body, dollars], index) =>
    `(${index}, '${make}', '${wmi}', '${model}', '${vds}', '${body}', ${dollars})`,
).join(",\n    ");

/**
 * Our own catalogue, with the same cars on every installation: each model of 2015 to 2025, depreciated by a ninth per
 * year and a little by mileage.
 */
export const vehicles: Migration = {
  version: 4,
  sql: `
  CREATE TABLE vehicles (
    vin text PRIMARY KEY CHECK (vin ~ '^[A-HJ-NPR-Z0-9]{17}$'),
    make text NOT NULL,
    model text NOT NULL,
    trim text,
    year integer NOT NULL,
    body_type text,
    price numeric(10, 2) NOT NULL,
    mileage integer NOT NULL,
    dealer_name text,
    dealer_city text,
    dealer_state text
  );
  CREATE INDEX vehicles_make_model ON vehicles (lower(make), lower(model));
  CREATE INDEX vehicles_price ON vehicles (price, vin);
  CREATE INDEX vehicles_year ON vehicles (year DESC, vin);
  INSERT INTO vehicles
  SELECT
    -- The tenth character is the year's (2015 is F), the eleventh the plant's.
    wmi || vds || (n % 10) || substr('FGHJKLMNPRS', year - 2014, 1) || 'A'
      || lpad((100000 + m * 1000 + n * 7)::text, 6, '0'),
    make, model, (ARRAY['Base', 'Sport', 'Limited'])[1 + n % 3], year, body,
    round((dollars * (1 + n % 3 * 0.08) * power(8.0 / 9, 2025 - year) - miles * 0.01)::numeric, -1),
    miles, dealer || ' ' || make, city, state
  FROM (VALUES
    ${rows}
  ) AS models (m, make, wmi, model, vds, body, dollars)
  CROSS JOIN generate_series(1, ${OF_EACH}) AS n
  CROSS JOIN LATERAL (SELECT 2015 + (m * 5 + n * 4) % 11 AS year) AS made
  CROSS JOIN LATERAL (SELECT (2026 - year) * 9000 + (m * 613 + n * 1907) % 8000 AS miles) AS driven
  JOIN (VALUES
    (0, 'Bayview', 'Oakland', 'CA'),
    (1, 'Lone Star', 'Austin', 'TX'),
    (2, 'Lakeside', 'Chicago', 'IL'),
    (3, 'Peachtree', 'Atlanta', 'GA'),
    (4, 'Evergreen', 'Seattle', 'WA'),
    (5, 'Liberty', 'Philadelphia', 'PA'),
    (6, 'Mile High', 'Denver', 'CO')
  ) AS dealers (d, dealer, city, state) ON d = (m * 3 + n) % 7;
  CREATE TABLE favorites (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    vin text NOT NULL,
    make text NOT NULL,
    model text NOT NULL,
    year integer NOT NULL,
    price numeric(10, 2),
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT favorites_pkey PRIMARY KEY (user_id, vin)
  );
  CREATE INDEX favorites_user_id_created_at ON favorites (user_id, created_at DESC, vin);`,
};
