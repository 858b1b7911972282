// node shown.js <host> <port> <server name> <ca> <cert> <key>: prints the serial number of a server's certificate after
// verifying it. It runs in the node's network, from which pods can be reached, and needs only Node.js.
const { readFileSync } = require("node:fs");
const { connect } = require("node:tls");

const [host, port, servername, ...files] = process.argv.slice(2);
const [ca, cert, key] = files.map((file) => readFileSync(file));

const socket = connect({ host, port: Number(port), servername, ca, cert, key }, () => {
  process.stdout.write(socket.getPeerCertificate().serialNumber);
  socket.end();
});
socket.setTimeout(10_000, () => socket.destroy(new Error("it has not answered in time")));
socket.on("error", (error) => {
  process.stderr.write(`${host}:${port}: ${error.message}\n`);
  process.exitCode = 1;
});
