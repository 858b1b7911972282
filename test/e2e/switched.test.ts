import { EVERYDAY_SWITCHES } from "./support/switches";
import { describeSwitches } from "./support/switching";

describeSwitches(EVERYDAY_SWITCHES);
