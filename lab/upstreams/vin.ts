/** The characters of a VIN, and below each its value for the check digit. ISO 3779 leaves out I, O and Q. */
const VIN_CHARACTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
const VIN_VALUES = "012345678912345678123457923456789";
/** 49 CFR 565.15: the weight of each position; that of the check digit itself is 0. */
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** A VIN made from at least 17 bytes, with a valid check digit. */
export function vinOf(bytes: Buffer): string {
  const places = VIN_WEIGHTS.map((_, place) => bytes.readUInt8(place) % VIN_CHARACTERS.length);
  const sum = VIN_WEIGHTS.reduce(
    (total, weight, place) => total + weight * Number(VIN_VALUES.charAt(places[place] ?? 0)),
    0,
  );
  const check = sum % 11 === 10 ? "X" : String(sum % 11);
  const characters = places.map((each) => VIN_CHARACTERS.charAt(each));
  return [...characters.slice(0, 8), check, ...characters.slice(9)].join("");
}
