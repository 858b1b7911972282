// node inNetwork.js <url> <server name> <ca> <cert> <key>: prints the answer of a server that requires a client
// certificate. It runs in the node's network, from which pods can be reached, and needs only Node.js. Further headers
// are passed in REQUEST_HEADERS as JSON, because everybody on the machine can read command lines.
const { readFileSync } = require("node:fs");
const { get } = require("node:https");

const [url, servername, ...files] = process.argv.slice(2);
const [ca, cert, key] = files.map((file) => readFileSync(file));

const headers = JSON.parse(process.env.REQUEST_HEADERS ?? "{}");

function fail(why) {
  process.stderr.write(`${url}: ${why}\n`);
  process.exitCode = 1;
}

get(url, { servername, ca, cert, key, headers, timeout: 10_000 }, (response) => {
  const chunks = [];
  response.on("data", (chunk) => chunks.push(chunk));
  response.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    if (response.statusCode === 200) process.stdout.write(text);
    else fail(`it answered ${response.statusCode}: ${text}`);
  });
})
  .on("timeout", function () {
    this.destroy(new Error("it has not answered in time"));
  })
  .on("error", (error) => fail(error.message));
