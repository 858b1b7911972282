/** Rounded to cents; half a cent rounds up. */
export const toCents = (dollars: number): number =>
  Math.round((dollars + Number.EPSILON) * 100) / 100;
