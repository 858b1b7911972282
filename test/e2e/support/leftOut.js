/** Left out unless it is requested by name: one run in four did not end in time, and the cause is unknown. */
const LEFT_OUT = "kept";

/** @param {readonly string[]} args jest's arguments */
const isAsked = (args) => args.some((arg) => arg.includes(LEFT_OUT));

const WORDS = `Left out: ${LEFT_OUT}, which kills MongoDB: once in four runs it did not end in time. Run it alone: npm run e2e -- ${LEFT_OUT}`;

module.exports = { LEFT_OUT, WORDS, isAsked };
