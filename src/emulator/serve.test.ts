import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createEmulator, type EmulatorOptions } from './emulator.ts';
import { cryptoType, encrypted, sessionKey } from './fixture.ts';
import { guids } from '../core/windows/guids.ts';
import { DriverCrash, DriverHang } from './refusal.ts';
import { lineLimit } from '../core/protocol/line-reader.ts';
import { crashStatus, serve } from './serve.ts';

interface Served {
  readonly status: number;
  readonly answers: Record<string, unknown>[];
}

const request = (id: unknown, method: string, params: object = {}): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
const initialize = (options: object = {}): string => request(0, 'initialize', { protocol: 1, options });

/** Sends chunks, ends the input, and gathers what was answered. */
async function served(chunks: readonly (string | Buffer)[], options: EmulatorOptions = {}): Promise<Served> {
  const input = new PassThrough();
  const output = new PassThrough();
  const texts: string[] = [];
  output.on('data', (chunk: Buffer) => texts.push(chunk.toString('utf8')));
  const ended = serve(createEmulator({ seed: 1, ...options }), input, output);
  for (const chunk of chunks) input.write(chunk);
  input.end();
  const status = await ended;
  const lines = texts.join('').split('\n');
  expect(lines.pop()).toBe('');
  return { status, answers: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** Requests that open a session and negotiate on it; handles of a fresh emulator count up from 1. */
const opening = [
  initialize(),
  request(1, 'CreateDevice'),
  request(2, 'CreateCryptoSession', {
    ...{ hDevice: 'device-1', ...cryptoType },
    KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP,
  }),
];
const handles = { hDevice: 'device-1', hCryptoSession: 'session-3' };
const negotiation = (id: number, isMt = false, key = sessionKey): string =>
  request(id, `NegotiateCryptoSessionKeyExchange${isMt ? 'MT' : ''}`, {
    ...{ ...handles, DataSize: 256 },
    pData: encrypted(key).toString('hex'),
  });

test('answers in order, whatever the chunks', async () => {
  const text = [...opening, negotiation(3), request('x', 'test/probeSessionKey', handles)].join('');
  const whole = await served([text]);
  expect(whole.status).toBe(0);
  expect(whole.answers.map((answer) => answer['id'])).toEqual([0, 1, 2, 3, 'x']);
  expect(whole.answers[4]).toEqual({ jsonrpc: '2.0', id: 'x', result: { key: sessionKey.toString('hex') } });
  const pieces = [...Buffer.from(text)].map((byte) => Buffer.of(byte));
  expect((await served(pieces)).answers.map((answer) => answer['id'])).toEqual([0, 1, 2, 3, 'x']);
});

test('ends with status 0 on an empty input, and on one without a line end', async () => {
  expect(await served([])).toEqual({ status: 0, answers: [] });
  expect(await served(['{"jsonrpc":"2.0"'])).toEqual({ status: 0, answers: [] });
});

test('passes refusals on', async () => {
  const { answers } = await served([request(5, 'CreateDevice'), initialize(), request(6, 'nothing')]);
  expect(answers[0]).toMatchObject({ id: 5, error: { code: -32600 } });
  expect(answers[2]).toEqual({
    jsonrpc: '2.0',
    id: 6,
    error: { code: -32601, message: 'this adapter has no method "nothing"' },
  });
});

test.each([
  ['{]', null, -32700],
  ['[]', null, -32600],
  ['7', null, -32600],
  ['null', null, -32600],
  ['{"id":1,"method":"CreateDevice"}', 1, -32600],
  ['{"jsonrpc":"2.0","method":"CreateDevice"}', null, -32600],
  ['{"jsonrpc":"2.0","id":"a","method":5}', 'a', -32600],
  ['{"jsonrpc":"2.0","id":1,"method":"CreateDevice","params":[]}', 1, -32602],
  ['{"jsonrpc":"2.0","id":1,"method":"CreateDevice","params":null}', 1, -32602],
])('refuses the line %s and goes on', async (line, id, code) => {
  const { answers } = await served([initialize(), `${line}\n\n`, request(9, 'CreateDevice')]);
  expect(answers[1]).toMatchObject({ jsonrpc: '2.0', id, error: { code, message: expect.any(String) } });
  expect(answers[2]).toMatchObject({ id: 9, result: { hr: 0 } });
});

test('takes requests without params, and lines up to the limit', async () => {
  const bare = '{"jsonrpc":"2.0","id":1,"method":"CreateDevice"}';
  const longest = `${bare.padEnd(lineLimit)}\n`;
  const { answers } = await served([initialize(), longest, `${bare.padEnd(lineLimit + 1)}\n`, `${bare}\r\n`]);
  expect(answers.map((answer) => 'result' in answer)).toEqual([true, true, false, true]);
  expect(answers[2]).toMatchObject({
    id: null,
    error: { code: -32700, message: 'a line of more than 1048576 bytes' },
  });
});

test('a crash ends the process as a signal would, after what was answered', async () => {
  const crashing: EmulatorOptions = {
    variation: () => ({
      validate() {
        throw new DriverCrash('access violation');
      },
    }),
  };
  const { status, answers } = await served(
    [...opening, negotiation(3), request(4, 'CreateDevice')],
    crashing,
  );
  expect(status).toBe(crashStatus);
  expect(answers.map((answer) => answer['id'])).toEqual([0, 1, 2]);
});

test('a hang ends the answers, not the process', async () => {
  const hanging: EmulatorOptions = {
    variation: () => ({
      validate() {
        throw new DriverHang('never');
      },
    }),
  };
  const { status, answers } = await served([...opening, negotiation(3), request(4, 'CreateDevice')], hanging);
  expect(status).toBe(0);
  expect(answers.map((answer) => answer['id'])).toEqual([0, 1, 2]);
});

test('an error of the emulator itself is said to be one', async () => {
  const broken: EmulatorOptions = {
    variation: () => ({
      validate() {
        throw new RangeError('out of range');
      },
    }),
  };
  const { answers } = await served([...opening, negotiation(3)], broken);
  expect(answers[3]).toMatchObject({
    id: 3,
    error: { code: -32603, message: 'the emulator itself failed: out of range' },
  });
});

test('a fault is answered in place of hr', async () => {
  const { answers } = await served([initialize({ pData: 'overwrite' }), ...opening.slice(1), negotiation(3)]);
  expect(answers[3]).toMatchObject({ result: { hr: 0, pDataAfter: '00'.repeat(256) } });
});

test('MT calls that come together overlap and are answered out of order', async () => {
  const other = Buffer.alloc(16, 7);
  const text = [
    ...[initialize({ concurrent: 'true' }), ...opening.slice(1)],
    ...[negotiation(3, true), negotiation(4, true, other), request(5, 'test/probeSessionKey', handles)],
  ].join('');
  const { answers } = await served([text]);
  expect(answers.map((answer) => answer['id'])).toEqual([0, 1, 2, 4, 3, 5]);
  expect(answers[5]).toMatchObject({ result: { key: sessionKey.toString('hex') } });
  const alone = await served([initialize({ concurrent: 'true' }), ...opening.slice(1), negotiation(3, true)]);
  expect(alone.answers[3]).toMatchObject({ id: 3, result: { hr: 0 } });
});

test('waits for a slow reader and loses nothing', async () => {
  const input = new PassThrough();
  const output = new PassThrough({ highWaterMark: 64 });
  const ended = serve(createEmulator(), input, output);
  input.write(initialize());
  for (let id = 1; id <= 500; id++) input.write(request(id, 'CreateDevice'));
  input.end();
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    if (text.split('\n').length === 502) break;
  }
  expect(await ended).toBe(0);
  expect(text).toContain('"id":500,');
});
