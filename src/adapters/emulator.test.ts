import { expect, test } from 'vitest';
import { encrypted, otherKey, sessionKey, cryptoType } from '../emulator/fixture.ts';
import type { EmulatorOptions } from '../emulator/emulator.ts';
import { DriverCrash, DriverHang } from '../emulator/refusal.ts';
import { SuiteError } from '../core/errors.ts';
import type { AdapterSettings, Answer, Connection } from '../core/protocol/adapter.ts';
import { guids } from '../core/windows/guids.ts';
import { emulatorAdapter } from './emulator.ts';

const settings: AdapterSettings = { options: {}, callTimeoutMs: 5000 };

interface Opened {
  readonly connection: Connection;
  readonly handles: { readonly hDevice: unknown; readonly hCryptoSession: unknown };
}

function member(answer: Answer, name: string): unknown {
  expect(answer.kind).toBe('result');
  return answer.kind === 'result' ? answer.result[name] : undefined;
}

async function opened(options: EmulatorOptions = {}): Promise<Opened> {
  const connection = await emulatorAdapter(settings, options).start();
  const hDevice = member(await connection.call('CreateDevice', {}), 'hDevice');
  const params = { hDevice, ...cryptoType, KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP };
  const hCryptoSession = member(await connection.call('CreateCryptoSession', params), 'hCryptoSession');
  return { connection, handles: { hDevice, hCryptoSession } };
}

const negotiation = ({ handles }: Opened, key = sessionKey): Record<string, unknown> => ({
  ...{ ...handles, DataSize: 256 },
  pData: encrypted(key).toString('hex'),
});

test('starts as often as wanted, each time without state', async () => {
  const adapter = emulatorAdapter(settings);
  expect([adapter.kind, adapter.specifier]).toEqual(['emulator', 'emulator']);
  const [first, second] = [await adapter.start(), await adapter.start()];
  expect(first.introduction).toEqual(second.introduction);
  expect(first.introduction.dialects).toEqual(['d3d11.1', 'wddm2.4']);
  const hDevice = member(await first.call('CreateDevice', {}), 'hDevice');
  expect(await second.call('DestroyDevice', { hDevice })).toMatchObject({ kind: 'refused', code: -32602 });
  expect(emulatorAdapter(settings, {}, 'label-hash').specifier).toBe('emulator:label-hash');
});

test('hands options on, and says which are wrong', async () => {
  const right = await emulatorAdapter({ ...settings, options: { dialects: 'd3d11.1' } }).start();
  expect(right.introduction.dialects).toEqual(['d3d11.1']);
  const wrong = emulatorAdapter({ ...settings, options: { chain: '9' } }).start();
  await expect(wrong).rejects.toBeInstanceOf(SuiteError);
  await expect(wrong).rejects.toMatchObject({
    code: 'ADAPTER_INITIALIZE',
    message: /options\.chain: expected 2, 3, 4/,
  });
});

test('answers and refuses', async () => {
  const open = await opened();
  const name = 'NegotiateCryptoSessionKeyExchange';
  expect(await open.connection.call(name, negotiation(open))).toMatchObject({
    kind: 'result',
    result: { hr: 0 },
  });
  expect(await open.connection.call('nothing', {})).toMatchObject({ kind: 'refused', code: -32601 });
  expect(await open.connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
  await open.connection.close();
  expect(await open.connection.call('CreateDevice', {})).toMatchObject({
    kind: 'crash',
    what: 'the connection was closed',
  });
});

const throwing = (error: Error): EmulatorOptions => ({
  variation: () => ({
    validate() {
      throw error;
    },
  }),
});

test.each<[string, EmulatorOptions, Answer]>([
  [
    'crash',
    throwing(new DriverCrash('stack overflow')),
    { kind: 'crash', what: 'stack overflow', stderr: '' },
  ],
  ['hang', throwing(new DriverHang('lock')), { kind: 'timeout', afterMs: 5000, stderr: '' }],
  [
    'fault',
    { variation: () => ({ sizeFits: ({ data }) => data?.read(0, 300).length === 300 }) },
    {
      kind: 'crash',
      what: 'access violation: read at pData + 256',
      stderr: '',
      fault: { access: 'read', offset: 256 },
    },
  ],
  [
    'error of the emulator',
    throwing(new RangeError('index')),
    { kind: 'violation', what: 'the emulator itself failed: index', stderr: '' },
  ],
])('after a %s the connection has ended', async (_name, options, expected) => {
  const open = await opened(options);
  const params = { ...negotiation(open), buffer: 'guard-after' };
  expect(await open.connection.call('NegotiateCryptoSessionKeyExchange', params)).toEqual(expected);
  expect(await open.connection.call('CreateDevice', {})).toMatchObject({
    kind: 'crash',
    what: expect.stringMatching(/^the (driver|emulator) is gone since/),
  });
  await open.connection.close();
});

test('MT calls of one turn overlap: all are begun before one is finished', async () => {
  const begun: string[] = [];
  const open = await opened({
    concurrent: true,
    variation: (correct) => ({
      validate(attempt) {
        begun.push('begin');
        return correct.validate(attempt);
      },
      conclude(attempt, reason) {
        begun.push('end');
        return correct.conclude(attempt, reason);
      },
    }),
  });
  const name = 'NegotiateCryptoSessionKeyExchangeMT';
  const { connection } = open;
  const answers = await Promise.all([
    connection.call(name, negotiation(open)),
    connection.call(name, negotiation(open, otherKey)),
    connection.call(name, { ...negotiation(open), DataSize: 'x' }),
  ]);
  expect(answers.map((answer) => answer.kind)).toEqual(['result', 'result', 'refused']);
  expect(begun).toEqual(['begin', 'begin', 'end', 'end']);
  const { hCryptoSession } = open.handles;
  const pending = connection.call(name, negotiation(open, otherKey));
  expect(member(await connection.call('test/probeSessionKey', { hCryptoSession }), 'key')).toBe(
    otherKey.toString('hex'),
  );
  expect((await pending).kind).toBe('result');
});

test('a crash in the second half of overlapping calls ends them all', async () => {
  const open = await opened({
    concurrent: true,
    variation: () => ({
      conclude() {
        throw new DriverCrash('race');
      },
    }),
  });
  const name = 'NegotiateCryptoSessionKeyExchangeMT';
  const answers = await Promise.all([1, 2].map(() => open.connection.call(name, negotiation(open))));
  expect(answers.map((answer) => answer.kind)).toEqual(['crash', 'crash']);
});
