import { availability } from "./availability";
import type { Check } from "./check";
import { dangling } from "./dangling";
import { distribution } from "./distribution";
import { duplicates } from "./duplicates";
import { matchers } from "./matchers";
import { network } from "./network";
import { receivers } from "./receivers";
import { routes } from "./routes";
import { runbooks } from "./runbooks";
import { selectors } from "./selectors";
import { inhibitions } from "./inhibitions";
import { size } from "./size";
import { syntax } from "./syntax";
import { unreached } from "./unreached";
import { unscraped } from "./unscraped";
import { windows } from "./windows";

/** Every check that only needs what is declared. */
export const CHECKS: readonly Check[] = [
  dangling,
  unreached,
  duplicates,
  selectors,
  size,
  syntax,
  matchers,
  unscraped,
  windows,
  routes,
  receivers,
  inhibitions,
  runbooks,
  network,
  availability,
  distribution,
];
