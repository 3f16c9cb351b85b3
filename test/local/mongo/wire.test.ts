import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { deserialize, serialize } from 'bson';
import { expect } from 'chai';
import { crc32c } from '../../../scripts/local/mongo/crc32c.ts';
import { frames } from '../../../scripts/local/mongo/frames.ts';
import { connection } from './connection.ts';

const OP_MSG = 2013;
const OP_QUERY = 2004;
const PING = { ping: 1, $db: 'admin' };

const int32 = (value: number) => Buffer.from(Int32Array.of(value).buffer);
const body = (document: object) => Buffer.concat([Buffer.from([0]), serialize(document)]);

/** A message of the client's, with its request id 7. */
function message(opcode: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([int32(16 + content.length), int32(7), int32(0), int32(opcode), content]);
}

function sequence(name: string, documents: readonly object[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => serialize(document)),
  ]);
  return Buffer.concat([Buffer.from([1]), int32(4 + content.length), content]);
}

describe('the wire of the embedded MongoDB', () => {
  const on = connection();

  /** All that the server says to these bytes; it is asked to say no more, unless it ends the connection by itself. */
  const replies = async (...messages: Uint8Array[]): Promise<Buffer[]> => {
    const socket = connect(on.mongo.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(Buffer.concat(messages));
    return await Readable.from(frames(socket)).toArray();
  };
  const reply = async (...messages: Uint8Array[]) => {
    const [answer, ...others] = await replies(...messages);
    expect(others).to.deep.equal([]);
    return answer ?? expect.fail('no reply');
  };

  it('answers a message to its request, with one section', async () => {
    const answer = await reply(message(OP_MSG, int32(0), body(PING)));
    expect(answer.readInt32LE(8)).to.equal(7);
    expect(answer.readInt32LE(12)).to.equal(OP_MSG);
    expect([answer.readInt32LE(16), answer[20]]).to.deep.equal([0, 0]);
    expect(deserialize(answer.subarray(21))).to.deep.equal({ ok: 1 });
  });

  it('answers messages in the order they came in, however many came at once', async () => {
    const ping = message(OP_MSG, int32(0), body(PING));
    const hello = message(OP_MSG, int32(0), body({ hello: 1, $db: 'admin' }));
    const answers = (await replies(ping, hello, ping)).map((answer) => deserialize(answer.subarray(21)));
    expect(answers.map((answer) => 'helloOk' in answer)).to.deep.equal([false, true, false]);
  });

  it('reads document sequences before and after the body', async () => {
    const documents = sequence('documents', [{ _id: 'a' }, { _id: 'b' }]);
    const insert = body({ insert: 'clips', $db: 'wavecut' });
    expect(deserialize((await reply(message(OP_MSG, int32(0), insert, documents))).subarray(21))).to.include({
      n: 2,
    });
    const deletes = sequence('deletes', [{ q: {}, limit: 0 }]);
    const remove = body({ delete: 'clips', $db: 'wavecut' });
    expect(deserialize((await reply(message(OP_MSG, int32(0), deletes, remove))).subarray(21))).to.include({
      n: 2,
    });
  });

  it('takes a checksum that is right', async () => {
    const unsigned = message(OP_MSG, int32(1), body(PING), int32(0)).subarray(0, -4);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32c(unsigned));
    expect(deserialize((await reply(unsigned, checksum)).subarray(21))).to.deep.equal({ ok: 1 });
  });

  it('says nothing to a message that wants no answer, and does what it says', async () => {
    const insert = body({ insert: 'clips', documents: [{ _id: 'a' }], $db: 'wavecut' });
    expect(await replies(message(OP_MSG, int32(2), insert))).to.deep.equal([]);
    expect(await on.clips.countDocuments()).to.equal(1);
  });

  it('answers the first hello of a driver in the form it comes in', async () => {
    const query = (command: object) =>
      message(OP_QUERY, int32(0), Buffer.from('admin.$cmd\0'), int32(0), int32(-1), serialize(command));
    const answer = await reply(query({ ismaster: 1, helloOk: true }));
    expect(answer.readInt32LE(12)).to.equal(1);
    expect(answer.readInt32LE(32)).to.equal(1);
    expect(deserialize(answer.subarray(36))).to.include({ ismaster: true, helloOk: true, ok: 1 });
    const refused = deserialize((await reply(query({ find: 'clips' }))).subarray(36));
    expect(refused).to.include({ ok: 0, code: 352, codeName: 'UnsupportedOpQueryCommand' });
  });

  it('answers a command without a database', async () => {
    const answer = await reply(message(OP_MSG, int32(0), body({ ping: 1 })));
    expect(deserialize(answer.subarray(21))).to.include({
      ok: 0,
      errmsg: 'a command requires a $db argument',
    });
  });

  it('answers a document that is nested without end', async () => {
    let nested = Buffer.from([5, 0, 0, 0, 0]);
    for (let level = 0; level < 1000; level += 1) {
      nested = Buffer.concat([int32(nested.length + 8), Buffer.from([3, 0x6e, 0]), nested, Buffer.from([0])]);
    }
    const documents = Buffer.concat([Buffer.from('documents\0'), nested]);
    const section = Buffer.concat([Buffer.from([1]), int32(4 + documents.length), documents]);
    const answer = await reply(message(OP_MSG, int32(0), body({ insert: 'clips', $db: 'wavecut' }), section));
    expect(deserialize(answer.subarray(21)).writeErrors[0]).to.include({ code: 15 });
  });

  const ping = body(PING);
  const broken: [string, Uint8Array][] = [
    ['a length shorter than a header', Buffer.concat([int32(3), Buffer.alloc(12)])],
    ['a length beyond the limit', Buffer.concat([int32(0x7fffffff), Buffer.alloc(12)])],
    ['what is no MongoDB at all', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['an unknown opcode', message(2012, int32(0), ping)],
    ['a header and nothing else', message(OP_MSG)],
    ['a required flag that is unknown', message(OP_MSG, int32(4), ping)],
    ['a wrong checksum', message(OP_MSG, int32(1), ping, int32(5))],
    ['no body', message(OP_MSG, int32(0))],
    ['two bodies', message(OP_MSG, int32(0), ping, ping)],
    ['a section of an unknown kind', message(OP_MSG, int32(0), Buffer.from([2]), serialize(PING))],
    ['a document longer than its message', message(OP_MSG, int32(0), Buffer.from([0]), int32(500), ping)],
    ['a document that is none', message(OP_MSG, int32(0), Buffer.from([0, 6, 0, 0, 0, 9, 9]))],
    [
      'a sequence without a name',
      message(OP_MSG, int32(0), ping, Buffer.from([1]), int32(6), Buffer.from('ab')),
    ],
    ['a sequence twice', message(OP_MSG, int32(0), ping, sequence('a', []), sequence('a', []))],
    ['a sequence that is in the body as well', message(OP_MSG, int32(0), ping, sequence('ping', []))],
    ['a query without an end', message(OP_QUERY, int32(0), Buffer.from('admin.$cmd'))],
  ];
  for (const [what, bytes] of broken) {
    it(`ends the connection that sends ${what}, and no other`, async () => {
      const socket = connect(on.mongo.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(bytes);
      await once(socket.resume(), 'close');
      expect(await on.client.db('admin').command({ ping: 1 })).to.deep.equal({ ok: 1 });
    });
  }

  it('outlives a client that breaks off in the middle of a message', async () => {
    const socket = connect(on.mongo.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(message(OP_MSG, int32(0), ping).subarray(0, 20));
    socket.resetAndDestroy();
    expect(await on.client.db('admin').command({ ping: 1 })).to.deep.equal({ ok: 1 });
  });

  it('lives on any bytes in the place of a message', async () => {
    const noise = Array.from({ length: 20 }, (_, seed) =>
      Buffer.from(Array.from({ length: 60 }, (_, i) => (seed * 37 + i * i) % 256)),
    );
    for (const content of noise) await replies(message(OP_MSG, int32(0), content)).catch(() => {});
    expect(await on.client.db('admin').command({ ping: 1 })).to.deep.equal({ ok: 1 });
  });
});
