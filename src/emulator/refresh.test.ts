import { expect, test } from 'vitest';
import { encrypted, keyOf, negotiate, openSession, otherKey, sessionKey, startEmulator } from './fixture.ts';

const invalid = { setError: [0x80070057] };
const start = (call: ReturnType<typeof startEmulator>['call'], opened: object, RandomNumberSize = 16) =>
  call('StartSessionKeyRefresh', { ...opened, RandomNumberSize });

function xored(a: Buffer, hex: unknown): string {
  const b = Buffer.from(String(hex), 'hex');
  return Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0))).toString('hex');
}

test('the key changes with Finish, by the random number of Start', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  negotiate(call, opened, encrypted(sessionKey));
  const { RandomNumber } = start(call, opened);
  expect(RandomNumber).toMatch(/^[0-9a-f]{32}$/);
  expect(keyOf(call, opened)).toBe(sessionKey.toString('hex'));
  expect(call('FinishSessionKeyRefresh', { ...opened })).toEqual({ ns: expect.any(Number) });
  expect(keyOf(call, opened)).toBe(xored(sessionKey, RandomNumber));
  expect(call('FinishSessionKeyRefresh', { ...opened })).toMatchObject(invalid);
  expect(start(call, opened)['RandomNumber']).not.toBe(RandomNumber);
});

test.each(['keep', 'drop'] as const)('a negotiation under way: %s', (refreshAcrossNegotiation) => {
  const { call } = startEmulator({}, { refreshAcrossNegotiation });
  const opened = openSession(call);
  negotiate(call, opened, encrypted(sessionKey));
  const { RandomNumber } = start(call, opened);
  negotiate(call, opened, encrypted(otherKey));
  expect(keyOf(call, opened)).toBe(otherKey.toString('hex'));
  const finished = call('FinishSessionKeyRefresh', { ...opened });
  const kept = refreshAcrossNegotiation === 'keep';
  expect('setError' in finished).toBe(!kept);
  expect(keyOf(call, opened)).toBe(kept ? xored(otherKey, RandomNumber) : otherKey.toString('hex'));
});

test('reports what it cannot do, and changes nothing', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  expect(start(call, opened)).toMatchObject({ ...invalid, RandomNumber: 'cd'.repeat(16) });
  negotiate(call, opened, encrypted(sessionKey));
  expect(start(call, opened, 15)).toMatchObject({ ...invalid, RandomNumber: 'cd'.repeat(15) });
  const other = openSession(call);
  expect(start(call, { ...opened, hDevice: other.hDevice })).toMatchObject(invalid);
  start(call, opened);
  expect(call('FinishSessionKeyRefresh', { ...opened, hDevice: other.hDevice })).toMatchObject(invalid);
  expect(keyOf(call, opened)).toBe(sessionKey.toString('hex'));
  const without = startEmulator({}, { caps: 'SOFTWARE' }).call;
  const session = openSession(without);
  negotiate(without, session, encrypted(sessionKey));
  expect(start(without, session)).toMatchObject(invalid);
});
