/** Test files that only run if they are requested by name, and why. */
const LEFT_OUT = {
  everySwitch: "changes each other setting and changes it back: a quarter of an hour",
};

/**
 * The test files that a run leaves out.
 *
 * @param {readonly string[]} args jest's arguments
 */
const leftOutOf = (args) =>
  Object.keys(LEFT_OUT).filter((name) => !args.some((arg) => arg.includes(name)));

/** What to say of some of them. @param {readonly string[]} names */
const words = (names) =>
  names
    .map(
      (name) => `Left out: ${name}, which ${LEFT_OUT[name]}. Run it alone: npm run e2e -- ${name}`,
    )
    .join("\n");

module.exports = { leftOutOf, words };
