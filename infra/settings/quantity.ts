const BYTES = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;

/** A size in Kubernetes' notation, in the three units that a volume or a memory limit needs. */
export type Quantity = `${number}${keyof typeof BYTES}`;

/** Group 1 is the amount, group 2 the unit. */
export const QUANTITY = /^([1-9]\d*)(Mi|Gi|Ti)$/;

export function isQuantity(value: unknown): value is Quantity {
  return typeof value === "string" && QUANTITY.test(value);
}

/**
 * @returns whole mebibytes
 * @throws if the text is not a quantity
 */
export function mebibytesOf(quantity: Quantity): number {
  const [, amount, unit] = QUANTITY.exec(quantity) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new Error(`"${quantity}" is not a size such as 512Mi or 20Gi.`);
  }
  return (Number(amount) * BYTES[unit as keyof typeof BYTES]) / BYTES.Mi;
}

/** Cores or thousandths of a core, in Kubernetes' notation: `2`, `0.5`, `1.5`, `500m`. */
export type CpuQuantity = `${number}` | `${number}m`;

export function isCpuQuantity(value: unknown): value is CpuQuantity {
  return typeof value === "string" && /^(?:[1-9]\d*m?|(?:0|[1-9]\d*)\.\d{0,2}[1-9])$/.test(value);
}

const DIGITS = 12;

/** @returns whole thousandths of a core, rounded up */
export function millicoresOf(cpu: CpuQuantity): number {
  if (cpu.endsWith("m")) return Number(cpu.slice(0, -1));
  // 64.007 times 1000 is slightly more than 64007.
  return Math.ceil(Number((Number(cpu) * 1000).toPrecision(DIGITS)));
}
