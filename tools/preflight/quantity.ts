const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number in any quantity of the API, such as `1500m`, `2e3` or `20Gi`. @returns NaN if it is not one */
export function amountOf(quantity: string): number {
  const [, number, suffix = ""] =
    /^([+-]?[0-9.]+(?:[eE][+-]?\d+)?)([numkMGTPE]i?|Ki)?$/.exec(quantity) ?? [];
  const factor = FACTORS[suffix];
  return number === undefined || factor === undefined ? Number.NaN : Number(number) * factor;
}
