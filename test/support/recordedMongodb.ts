import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from "node:tls";

import { BSON } from "mongodb";

import { toolPath } from "../../lab/builder/tools";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const SET = "rs1";

/** The blocks of `getDiagnosticData`: one document up to MongoDB 7, several in 8. */
export type Blocks = "one" | "several";

/** What a member of a real replica set, MongoDB 4.2, answered to `getDiagnosticData`. */
export function recordedDiagnosticData(): BSON.Document {
  const file = join(dirname(toolPath("mongodb_exporter")), "get_diagnostic_data.json");
  return JSON.parse(readFileSync(file, "utf8"), (_, value: unknown) =>
    typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+/.test(value) ? new Date(value) : value,
  ) as BSON.Document;
}

/**
 * Answers an exporter's commands as the primary of that replica set did. It stands in for what FerretDB does not have:
 * WiredTiger, replica sets, and users that are the subjects of client certificates.
 *
 * @param tls requires a client certificate, whose subject may sign in with it; left out, it knows no users
 */
export async function startRecordedMongodb(blocks: Blocks, tls?: TlsOptions) {
  const { replSetGetStatus, ...rest } = recordedDiagnosticData();
  const data =
    blocks === "one"
      ? { replSetGetStatus, ...rest }
      : { common: rest, shard: { replSetGetStatus } };
  const answers: Readonly<Record<string, BSON.Document>> = {
    ping: {},
    endSessions: {},
    buildInfo: { version: "4.2.8", versionArray: [4, 2, 8, 0], modules: [] },
    getCmdLineOpts: { argv: [], parsed: {} },
    listDatabases: { databases: [] },
    find: { cursor: { id: BSON.Long.ZERO, ns: "config.version", firstBatch: [] } },
    replSetGetConfig: { config: { _id: SET, settings: { replicaSetId: new BSON.ObjectId() } } },
    replSetGetStatus: replSetGetStatus as BSON.Document,
    getDiagnosticData: { data },
  };
  const signedIn = new Map<Socket, string>();
  const answerTo = (command: BSON.Document, socket: Socket): BSON.Document => {
    const name = Object.keys(command)[0] ?? "";
    if (/^(hello|ismaster)$/i.test(name)) return { ...greeting(address()), ok: 1 };
    if (name === "authenticate" && command.mechanism === "MONGODB-X509") {
      const subject = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : "";
      signedIn.set(socket, String(subject));
      return { dbname: command.$db as string, user: `CN=${String(subject)}`, ok: 1 };
    }
    if (tls && !signedIn.has(socket)) {
      return {
        ok: 0,
        code: 13,
        codeName: "Unauthorized",
        errmsg: `${name} requires authentication`,
      };
    }
    const answer = answers[name];
    return answer ? { ...answer, ok: 1 } : { ok: 0, code: 59, errmsg: `no such command: ${name}` };
  };
  const sockets = new Set<Socket>();
  const answering = (socket: Socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      while (pending.length >= HEADER && pending.length >= pending.readInt32LE(0)) {
        const length = pending.readInt32LE(0);
        socket.write(replyTo(pending.subarray(0, length), (command) => answerTo(command, socket)));
        pending = pending.subarray(length);
      }
    });
    socket.on("error", () => sockets.delete(socket));
  };
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, answering)
    : createServer(answering);
  const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: address(),
    /** The common names of the certificates with which clients have signed in. */
    signedIn: () => [...new Set(signedIn.values())],
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const greeting = (me: string) => ({
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  secondary: false,
  setName: SET,
  hosts: [me],
  me,
  primary: me,
  maxBsonObjectSize: 16 * 2 ** 20,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  minWireVersion: 0,
  maxWireVersion: 21,
});

/** A message of MongoDB's wire protocol in answer to another. Until it knows the server, a driver sends the older kind. */
function replyTo(message: Buffer, answerTo: (command: BSON.Document) => BSON.Document): Buffer {
  const [id, operation] = [message.readInt32LE(4), message.readInt32LE(12)];
  if (operation === OP_MSG) {
    // Flags, and the kind of the first section.
    const answer = BSON.serialize(answerTo(BSON.deserialize(message.subarray(HEADER + 5))));
    return framed(OP_MSG, id, Buffer.concat([Buffer.alloc(5), answer]));
  }
  if (operation === OP_QUERY) {
    const nameEnds = message.indexOf(0, HEADER + 4);
    const answer = BSON.serialize(answerTo(BSON.deserialize(message.subarray(nameEnds + 9))));
    const head = Buffer.alloc(20);
    head.writeInt32LE(1, HEADER);
    return framed(OP_REPLY, id, Buffer.concat([head, answer]));
  }
  throw new Error(`The driver sent an operation ${operation}, which this server does not know.`);
}

function framed(operation: number, inAnswerTo: number, body: Buffer): Buffer {
  const head = Buffer.alloc(HEADER);
  head.writeInt32LE(HEADER + body.length, 0);
  head.writeInt32LE(inAnswerTo, 8);
  head.writeInt32LE(operation, 12);
  return Buffer.concat([head, body]);
}
