"use strict";
// What another Pulumi program gets that imports this package: its TypeScript, transpiled as it is loaded. Pulumi's own
// ts-node does that for the program alone, and not for what is in node_modules. Types are checked where it is written.
const { resolve } = require("node:path");

const { register } = require("ts-node");

const ROOT = resolve(__dirname, "..");

register({ cwd: ROOT, transpileOnly: true, ignore: [], scope: true, scopeDir: ROOT });

module.exports = require("./monitoringStack.ts");
