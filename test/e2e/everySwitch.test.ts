import { OTHER_SWITCHES } from "./support/switches";
import { describeSwitches } from "./support/switching";

// For MongoDB and Kafka, which start slowly.
jest.setTimeout(600_000);

describeSwitches(OTHER_SWITCHES);
