// node shown.js <host> <port> <server name> <ca> <cert> <key>: the serial number of the certificate that a server shows,
// once it is found good. It is run in the node's network, where pods can be reached, and needs nothing but Node.js.
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
