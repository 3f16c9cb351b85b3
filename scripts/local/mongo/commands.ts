import { CommandError, notHeld } from './command-error.ts';
import { createIndexes, drop, dropDatabase, listCollections, listIndexes } from './commands/catalogue.ts';
import type { Command, ConnectionContext } from './commands/command.ts';
import { findAndModify } from './commands/find-and-modify.ts';
import { buildInfo, endSessions, hello, ping } from './commands/handshake.ts';
import { aggregate, countDocuments, find, getMore, killCursors } from './commands/read.ts';
import { deleteDocuments, insert, update } from './commands/write.ts';
import { type Document, isDocument } from './document.ts';
import type { WireRequest } from './wire.ts';

const HANDSHAKE: Readonly<Record<string, Command>> = { hello, isMaster: hello, ismaster: hello };

const COMMANDS: Readonly<Record<string, Command>> = {
  ...HANDSHAKE,
  ping,
  buildInfo,
  endSessions,
  find,
  aggregate,
  count: countDocuments,
  getMore,
  killCursors,
  insert,
  update,
  delete: deleteDocuments,
  findAndModify,
  createIndexes,
  listIndexes,
  listCollections,
  drop,
  dropDatabase,
};

/**
 * Fields that any command may carry. In one process without replicas, where a command is over before the next begins,
 * every read concern and read preference means the same, and so does every write concern that can be met.
 */
const GENERIC_FIELDS = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
];

/** Runs a request's command. An error becomes the answer, in the form that the driver throws as a MongoServerError. */
export function answer(request: WireRequest, context: ConnectionContext): Document {
  try {
    return { ...run(request, context), ok: 1 };
  } catch (error) {
    const { message, code, codeName, details } =
      error instanceof CommandError ? error : new CommandError('InternalError', String(error));
    return { ok: 0, errmsg: message, code, codeName, ...details };
  }
}

function run({ body, form }: WireRequest, context: ConnectionContext): Document {
  const [name = ''] = Object.keys(body);
  if (form === 'query' && !Object.hasOwn(HANDSHAKE, name)) {
    throw new CommandError('UnsupportedOpQueryCommand', `Unsupported OP_QUERY command: ${name}`);
  }
  const command = Object.hasOwn(COMMANDS, name) && COMMANDS[name];
  if (!command) throw notHeld('CommandNotFound', `no such command: '${name}'`);
  if (typeof body.$db !== 'string') throw new CommandError('BadValue', 'a command requires a $db argument');
  refuseReplicaSetFields(body);
  const own = Object.entries(body).filter(([field]) => !GENERIC_FIELDS.includes(field));
  return command(Object.fromEntries(own), { ...context, database: body.$db });
}

/** What only a replica set can do, refused in the words of a standalone server. */
function refuseReplicaSetFields({ txnNumber, writeConcern }: Document): void {
  if (txnNumber !== undefined) {
    const message = 'Transaction numbers are only allowed on a replica set member or mongos';
    throw new CommandError('IllegalOperation', message);
  }
  if (isDocument(writeConcern) && typeof writeConcern.w === 'number' && writeConcern.w > 1) {
    throw new CommandError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
  }
}
