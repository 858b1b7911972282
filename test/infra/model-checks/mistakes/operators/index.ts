import type { Operator } from "../mistake";
import { nameOperators } from "./names";
import { networkOperators } from "./network";
import { objectOperators } from "./objects";
import { queryOperators } from "./queries";
import { routeOperators } from "./routes";

/** Every way to make a mistake. */
export const OPERATORS: readonly Operator[] = [
  ...nameOperators,
  ...objectOperators,
  ...networkOperators,
  ...queryOperators,
  ...routeOperators,
];
