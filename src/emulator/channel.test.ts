import { expect, test } from 'vitest';
import { guidBytes, guids } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { aesCmac } from './cmac.ts';
import { encrypted, openSession, otherKey, sessionKey, startEmulator, type Caller } from './fixture.ts';

const { S_OK, E_FAIL, E_INVALIDARG, E_OUTOFMEMORY } = statusCodes;

interface Open {
  readonly call: Caller;
  readonly handles: { readonly hDevice: unknown; readonly hAuthChannel: unknown };
  readonly hChannel: Buffer;
}

function openChannel(options: Record<string, string> = {}): Open {
  const { call } = startEmulator({}, options);
  const { hDevice } = call('CreateDevice');
  const { hr, hAuthChannel, hChannel } = call('CreateAuthenticatedChannel', { hDevice, ChannelType: 2 });
  expect(hr).toBe(S_OK);
  return { call, handles: { hDevice, hAuthChannel }, hChannel: Buffer.from(String(hChannel), 'hex') };
}

function negotiate({ call, handles }: Open, block: Buffer, more: object = {}): unknown {
  const params = { ...handles, DataSize: block.length, pData: block.toString('hex'), ...more };
  return call('NegotiateAuthenticatedChannelKeyExchange', params)['hr'];
}

function command(open: Open, type: string, sequence: number, rest: Buffer, key = sessionKey): Buffer {
  const input = Buffer.concat([Buffer.alloc(48), rest]);
  guidBytes(type).copy(input, 16);
  open.hChannel.copy(input, 32);
  input.writeUInt32LE(sequence, 40);
  aesCmac(key, input.subarray(16)).copy(input);
  return input;
}

function starts(query: number, configure: number): Buffer {
  const rest = Buffer.alloc(8);
  rest.writeUInt32LE(query);
  rest.writeUInt32LE(configure, 4);
  return rest;
}

function configure({ call, handles }: Open, input: Buffer): { hr: unknown; output: Buffer } {
  const result = call('ConfigureAuthenticatedChannel', { ...handles, InputData: input.toString('hex') });
  return { hr: result['hr'], output: Buffer.from(String(result['OutputData']), 'hex') };
}

function query(
  open: Open,
  type: string,
  sequence: number,
  OutputDataSize = 56,
  rest = Buffer.alloc(0),
): { hr: unknown; output: Buffer } {
  const input = Buffer.concat([Buffer.alloc(32), rest]);
  guidBytes(type).copy(input);
  open.hChannel.copy(input, 16);
  input.writeUInt32LE(sequence, 24);
  const params = { ...open.handles, InputData: input.toString('hex'), OutputDataSize };
  const result = open.call('QueryAuthenticatedChannel', params);
  return { hr: result['hr'], output: Buffer.from(String(result['OutputData']), 'hex') };
}

function initialised(options: Record<string, string> = {}): Open {
  const open = openChannel(options);
  expect(negotiate(open, encrypted(sessionKey))).toBe(S_OK);
  expect(configure(open, command(open, guids.CONFIGURE_INITIALIZE, 500, starts(100, 500))).hr).toBe(S_OK);
  return open;
}

test('creates software channels alone', () => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice');
  expect(call('CreateAuthenticatedChannel', { hDevice, ChannelType: 3 })).toMatchObject({
    hr: E_INVALIDARG,
    hAuthChannel: null,
    hChannel: '0000000000000000',
  });
  call('test/failAllocation', { after: 0 });
  expect(call('CreateAuthenticatedChannel', { hDevice, ChannelType: 2 })).toMatchObject({
    hr: E_OUTOFMEMORY,
  });
});

test('negotiates a key under the same rules as a session', () => {
  const open = openChannel();
  const probe = (): unknown =>
    open.call('test/probeChannelKey', { hAuthChannel: open.handles.hAuthChannel })['key'];
  expect(probe()).toBeNull();
  const block = encrypted(sessionKey);
  expect(negotiate(open, block.subarray(1))).toBe(E_INVALIDARG);
  expect(negotiate(open, encrypted(sessionKey.subarray(1)))).toBe(E_INVALIDARG);
  expect(negotiate(open, block, { hDevice: openSession(open.call).hDevice })).toBe(E_INVALIDARG);
  open.call('test/failAllocation', { after: 1 });
  expect(negotiate(open, block)).toBe(E_OUTOFMEMORY);
  expect(probe()).toBeNull();
  expect(negotiate(open, block)).toBe(S_OK);
  expect(probe()).toBe(sessionKey.toString('hex'));
  open.call('DestroyAuthenticatedChannel', open.handles);
  open.call('DestroyDevice', { hDevice: open.handles.hDevice });
  expect(probe).toThrow(/hAuthChannel/);
});

test('takes no command before the key and INITIALIZE', () => {
  const open = openChannel();
  const initialize = command(open, guids.CONFIGURE_INITIALIZE, 1, starts(1, 1));
  const protection = command(open, guids.CONFIGURE_PROTECTION, 1, Buffer.alloc(8));
  expect(configure(open, initialize)).toEqual({ hr: E_INVALIDARG, output: Buffer.alloc(48) });
  expect(query(open, guids.QUERY_CHANNEL_TYPE, 1).hr).toBe(E_INVALIDARG);
  negotiate(open, encrypted(sessionKey));
  expect(configure(open, protection).hr).toBe(E_INVALIDARG);
  expect(query(open, guids.QUERY_CHANNEL_TYPE, 1).hr).toBe(E_INVALIDARG);
  expect(configure(open, initialize).hr).toBe(S_OK);
});

test('answers commands signed, with their sequence number', () => {
  const open = initialised();
  const { hr, output } = configure(
    open,
    command(open, guids.CONFIGURE_PROTECTION, 501, Buffer.of(3, 0, 0, 0, 0, 0, 0, 0)),
  );
  expect(hr).toBe(S_OK);
  expect(output.subarray(0, 16)).toEqual(aesCmac(sessionKey, output.subarray(16)));
  expect(output.subarray(16, 32)).toEqual(guidBytes(guids.CONFIGURE_PROTECTION));
  expect(output.subarray(32, 40)).toEqual(open.hChannel);
  expect(output.readUInt32LE(40)).toBe(501);
  expect(output.readUInt32LE(44)).toBe(S_OK);
  const response = query(open, guids.QUERY_PROTECTION, 100);
  expect(response.hr).toBe(S_OK);
  expect(response.output.readUInt32LE(48)).toBe(3);
  expect(response.output.subarray(0, 16)).toEqual(aesCmac(sessionKey, response.output.subarray(16)));
});

test('sequence numbers rise, by one or more', () => {
  const open = initialised();
  const protection = (sequence: number): unknown =>
    configure(open, command(open, guids.CONFIGURE_PROTECTION, sequence, Buffer.alloc(8))).hr;
  expect([500, 501, 501, 510, 509, 511].map(protection)).toEqual([
    ...[E_INVALIDARG, S_OK, E_INVALIDARG, S_OK, E_INVALIDARG, S_OK],
  ]);
  const asked = [99, 100, 100, 120, 119].map(
    (sequence) => query(open, guids.QUERY_CHANNEL_TYPE, sequence).hr,
  );
  expect(asked).toEqual([E_INVALIDARG, S_OK, E_INVALIDARG, S_OK, E_INVALIDARG]);
});

test('a later INITIALIZE obeys the sequence and begins anew', () => {
  const open = initialised();
  expect(configure(open, command(open, guids.CONFIGURE_INITIALIZE, 500, starts(1, 1))).hr).toBe(E_INVALIDARG);
  expect(configure(open, command(open, guids.CONFIGURE_INITIALIZE, 501, starts(5, 1))).hr).toBe(S_OK);
  expect(configure(open, command(open, guids.CONFIGURE_PROTECTION, 1, Buffer.alloc(8))).hr).toBe(S_OK);
  expect(query(open, guids.QUERY_CHANNEL_TYPE, 5).hr).toBe(S_OK);
});

test('refuses wrong OMACs, sizes, handles and devices', () => {
  const open = initialised();
  const good = command(open, guids.CONFIGURE_PROTECTION, 501, Buffer.alloc(8));
  expect(configure(open, command(open, guids.CONFIGURE_PROTECTION, 501, Buffer.alloc(8), otherKey)).hr).toBe(
    E_INVALIDARG,
  );
  expect(configure(open, good.subarray(0, 47)).hr).toBe(E_INVALIDARG);
  expect(configure(open, command(open, guids.CONFIGURE_PROTECTION, 501, Buffer.alloc(7))).hr).toBe(
    E_INVALIDARG,
  );
  expect(configure(open, command(open, guids.CONFIGURE_CRYPTO_SESSION, 501, Buffer.alloc(8))).hr).toBe(
    E_INVALIDARG,
  );
  const elsewhere = { ...open, hChannel: Buffer.alloc(8) };
  expect(configure(open, command(elsewhere, guids.CONFIGURE_PROTECTION, 501, Buffer.alloc(8))).hr).toBe(
    E_INVALIDARG,
  );
  expect(query(elsewhere, guids.QUERY_CHANNEL_TYPE, 100).hr).toBe(E_INVALIDARG);
  const otherDevice = { ...open, handles: { ...open.handles, hDevice: openSession(open.call).hDevice } };
  expect(configure(otherDevice, good).hr).toBe(E_INVALIDARG);
  expect(query(otherDevice, guids.QUERY_CHANNEL_TYPE, 100).hr).toBe(E_INVALIDARG);
  expect(query(open, guids.QUERY_CHANNEL_TYPE, 100, 55).hr).toBe(E_INVALIDARG);
  expect(query(open, guids.QUERY_CRYPTO_SESSION, 100, 72, Buffer.alloc(7)).hr).toBe(E_INVALIDARG);
  expect(configure(open, good).hr).toBe(S_OK);
  expect(query(open, guids.QUERY_CHANNEL_TYPE, 100).hr).toBe(S_OK);
});

test('unknown commands and queries fail, signed', () => {
  const open = initialised();
  const unknown = configure(open, command(open, guids.QUERY_PROTECTION, 501, Buffer.alloc(8)));
  expect(unknown.hr).toBe(E_FAIL);
  expect(unknown.output.readUInt32LE(44)).toBe(E_FAIL);
  const asked = query(open, guids.CONFIGURE_PROTECTION, 100, 48);
  expect(asked.hr).toBe(E_FAIL);
  expect(asked.output.subarray(0, 16)).toEqual(aesCmac(sessionKey, asked.output.subarray(16)));
});

test('returns its type, its device and the session bound to a decoder', () => {
  const open = initialised();
  expect(query(open, guids.QUERY_CHANNEL_TYPE, 100).output.readUInt32LE(48)).toBe(2);
  const { output } = query(open, guids.QUERY_DEVICE_HANDLE, 101, 64);
  expect(output).toHaveLength(64);
  const device = output.subarray(48, 56);
  expect(device.equals(Buffer.alloc(8))).toBe(false);
  expect(output.subarray(0, 16)).toEqual(aesCmac(sessionKey, output.subarray(16, 56)));
  const decoder = Buffer.alloc(8, 0xd0);
  const session = Buffer.alloc(8, 0x5e);
  expect(query(open, guids.QUERY_CRYPTO_SESSION, 102, 72, decoder).hr).toBe(E_INVALIDARG);
  const binding = command(
    open,
    guids.CONFIGURE_CRYPTO_SESSION,
    501,
    Buffer.concat([decoder, session, device]),
  );
  expect(configure(open, binding).hr).toBe(S_OK);
  const bound = query(open, guids.QUERY_CRYPTO_SESSION, 103, 72, decoder);
  expect(bound.hr).toBe(S_OK);
  expect(bound.output.subarray(48)).toEqual(Buffer.concat([decoder, session, device]));
});
