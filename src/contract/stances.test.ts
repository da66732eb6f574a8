// What the contract of this package makes of drivers' ways: correct ones that differ from each other, and wrong ones.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../package-root.ts';
import { evaluate } from './evaluate.ts';
import { loadContract } from './load.ts';
import type { OutcomeBox, Point } from './model.ts';
import { impossibility, normalPoint } from './variables.ts';

const contract = loadContract(join(packageRoot, 'spec'));
const N = 'NegotiateCryptoSessionKeyExchange';
const MT = 'NegotiateCryptoSessionKeyExchangeMT';
const CHANNEL = 'NegotiateAuthenticatedChannelKeyExchange';
const SET = 'OPMSetSigningKeyAndSequenceNumbers';

const calm = {
  return: ['returned'],
  others: ['same'],
  setError: ['none'],
  outside: ['untouched'],
  inside: ['same'],
};
const taken = { ...calm, hr: ['S_OK'], key: ['sent'] };
const refusal = (hr: string): OutcomeBox => ({ ...calm, hr: [hr], key: ['same'] });
const invalid = refusal('E_INVALIDARG');
const crash = { return: ['crashed'] };

/** Ids of rules that a driver breaks by an outcome, as `fail NCSKE-…` and `warn NCSKE-…`. */
function blame(
  call: string,
  deviation: Point,
  outcome: OutcomeBox,
  has?: (need: string) => boolean,
): string[] {
  const point = { ...normalPoint(contract, call), ...deviation };
  expect(impossibility(contract, call, point)?.why).toBeUndefined();
  return evaluate(contract, call, point, outcome, has)
    .rules.filter(({ standing }) => standing === 'fail' || standing === 'warn')
    .map(({ rule, standing }) => `${standing} ${rule.id.slice('NCSKE-'.length)}`);
}

type Row = readonly [title: string, call: string, deviation: Point, outcome: OutcomeBox];

const innocent: readonly Row[] = [
  ['a valid block taken', N, {}, taken],
  ['without a key oracle', N, {}, { return: ['returned'], hr: ['S_OK'] }],
  ['the MT twin', MT, { dialect: 'wddm2.4' }, taken],
  ['another session at the same time', MT, { dialect: 'wddm2.4', concurrency: 'other-session' }, taken],
  ['one of two at the same time refused', MT, { dialect: 'wddm2.4', concurrency: 'same-session' }, invalid],
  [
    'one of two at the same time overtaken',
    MT,
    { dialect: 'wddm2.4', concurrency: 'same-session' },
    { ...taken, key: ['other'] },
  ],
  ['DataSize 0', N, { size: 'zero' }, invalid],
  ['DataSize 0, null pointer', N, { size: 'zero', pointer: 'null' }, invalid],
  ['DataSize below', N, { size: 'below' }, invalid],
  ['DataSize above', N, { size: 'above' }, invalid],
  ['DataSize above, a crash on bytes that are not there', N, { size: 'above', buffer: 'guard-short' }, crash],
  ['DataSize above, fewer bytes, refused', N, { size: 'above', buffer: 'guard-short' }, invalid],
  ['null pointer, crash', N, { pointer: 'null' }, crash],
  ['null pointer, hang', N, { pointer: 'null' }, { return: ['hung'] }],
  ['null pointer, E_POINTER', N, { pointer: 'null' }, refusal('E_POINTER')],
  ['read-only buffer, crash', N, { buffer: 'read-only' }, crash],
  ['read-only buffer, taken', N, { buffer: 'read-only' }, taken],
  ['pData overwritten inside', N, {}, { ...taken, inside: ['changed'] }],
  ['pData overwritten inside, refused', N, { encoding: 'lhash' }, { ...invalid, inside: ['changed'] }],
  ['unaligned', N, { buffer: 'unaligned' }, taken],
  ['wrong device, E_INVALIDARG', N, { device: 'other' }, invalid],
  ['wrong device, another code of the list', N, { device: 'other' }, refusal('E_OUTOFMEMORY')],
  ['second negotiation taken', N, { sessionKey: 'set' }, taken],
  ['second negotiation refused', N, { sessionKey: 'set' }, invalid],
  ['second negotiation refused with the other code', N, { sessionKey: 'set' }, refusal('E_OUTOFMEMORY')],
  ['the same key once more', N, { sessionKey: 'set' }, { ...taken, key: ['same', 'sent'] }],
  [
    'a bad block on a session that refuses second ones with the other code',
    N,
    { sessionKey: 'set', encoding: 'ps' },
    refusal('E_OUTOFMEMORY'),
  ],
  ['flags refused', N, { dialect: 'wddm2.4', flags: 'other' }, invalid],
  ['flags ignored', N, { dialect: 'wddm2.4', flags: 'other' }, taken],
  ['longer plaintext refused', N, { message: 'above' }, invalid],
  ['longer plaintext, the front taken', N, { message: 'above' }, taken],
  ["OPM's layout, the front taken", N, { message: 'opm-length' }, taken],
  ["OPM's layout, its key taken", N, { message: 'opm-length' }, { ...taken, key: ['sent-at-16'] }],
  ["OPM's layout refused", N, { message: 'opm-length' }, invalid],
  ['shorter plaintext refused', N, { message: 'below' }, invalid],
  ['between Start and Finish: taken', N, { sessionKey: 'set', refresh: 'pending' }, taken],
  [
    'between Start and Finish: deferred',
    N,
    { sessionKey: 'set', refresh: 'pending' },
    { ...taken, key: ['same'] },
  ],
  ['between Start and Finish: refused', N, { sessionKey: 'set', refresh: 'pending' }, invalid],
  [
    'after an overtaken refresh',
    'FinishSessionKeyRefresh',
    { sessionKey: 'set', refresh: 'overtaken' },
    { ...calm, key: ['other'] },
  ],
  ['an allocation failed', N, { memory: 'exhausted' }, refusal('E_OUTOFMEMORY')],
  [
    'an allocation failed, on a keyed session',
    N,
    { memory: 'exhausted', sessionKey: 'set' },
    refusal('E_OUTOFMEMORY'),
  ],
  ['an allocation failed that was not needed', N, { memory: 'exhausted' }, taken],
  ['an allocation failed, and the block is bad', N, { memory: 'exhausted', encoding: 'lhash' }, invalid],
  ['bad size and bad block on a wrong device', N, { size: 'below', encoding: 'y', device: 'other' }, invalid],
  ['after a refusal elsewhere', N, { previousCall: 'refused-elsewhere' }, taken],
  ['after a refusal here', N, { previousCall: 'refused-here' }, taken],
  [
    'a block again after a refusal',
    N,
    { previousCall: 'refused-here', blockUse: 'used-on-this-session' },
    taken,
  ],
  ['PKCS #7', 'GetCertificate', {}, { ...calm, certificate: ['rsa-2048'], container: ['pkcs7'] }],
  [
    'concatenated certificates',
    'GetCertificate',
    {},
    { ...calm, certificate: ['rsa-2048'], container: ['concatenated'] },
  ],
  ['one certificate', 'GetCertificate', {}, { ...calm, certificate: ['rsa-2048'], container: ['single'] }],
  ['OPM, taken', SET, {}, { ...calm, status: ['0x00000000'], key: ['sent'], sequence: ['sent'] }],
  [
    'OPM, longer plaintext ignored',
    SET,
    { opmMessage: 'above' },
    { ...calm, status: ['0x00000000'], key: ['sent'], sequence: ['sent'] },
  ],
  [
    'OPM, refused',
    SET,
    { random: 'differs' },
    { ...calm, status: ['STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS'], key: ['same', 'none'] },
  ],
  [
    'OPM, refused with the HRESULT of that name',
    SET,
    { opmMessage: 'below' },
    { ...calm, status: ['ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS'], key: ['none'] },
  ],
  ['OPM, second block taken', SET, { output: 'keyed' }, { ...calm, status: ['0x00000000'], key: ['sent'] }],
  [
    'OPM, second block refused',
    SET,
    { output: 'keyed' },
    { ...calm, status: ['STATUS_INVALID_PARAMETER'], key: ['same'] },
  ],
  [
    'OPM, out of memory',
    SET,
    { memory: 'exhausted' },
    { ...calm, status: ['STATUS_NO_MEMORY'], key: ['same', 'none'] },
  ],
  ['channel, taken', CHANNEL, {}, taken],
  ['channel, wrong size', CHANNEL, { size: 'above' }, invalid],
  ['channel, second key refused', CHANNEL, { channelKey: 'set' }, invalid],
  ['channel, null pointer, crash', CHANNEL, { pointer: 'null' }, crash],
  [
    'channel, a query that is not supported',
    'QueryAuthenticatedChannel',
    { channelKey: 'set' },
    { ...calm, hr: ['E_FAIL'] },
  ],
];

const guilty: readonly (readonly [...Row, blamed: readonly string[]])[] = [
  [
    'always S_OK (a stub): wrong size',
    N,
    { size: 'below' },
    { ...calm, hr: ['S_OK'], key: ['same', 'none'] },
    ['fail ERR-1', 'warn ERR-2'],
  ],
  [
    'always S_OK (a stub): null and 0',
    N,
    { size: 'zero', pointer: 'null' },
    { ...calm, hr: ['S_OK'] },
    ['fail ERR-1', 'warn ERR-2'],
  ],
  [
    'always S_OK (a stub): no key',
    N,
    {},
    { ...calm, hr: ['S_OK'], key: ['none'] },
    ['fail OK-2', 'fail OK-8'],
  ],
  [
    'always S_OK (a stub): bad block',
    N,
    { encoding: 'scrambled' },
    { ...calm, hr: ['S_OK'] },
    ['fail ERR-3', 'warn ERR-4'],
  ],
  ['always E_NOTIMPL (a stub)', N, {}, refusal('E_NOTIMPL'), ['fail OK-1', 'warn ERR-12']],
  ['always E_INVALIDARG', N, {}, invalid, ['fail OK-1']],
  ['S_FALSE', N, {}, { ...taken, hr: ['S_FALSE'] }, ['fail OK-1', 'warn ERR-12']],
  [
    'an NTSTATUS for a wrong size',
    N,
    { size: 'above' },
    refusal('STATUS_INVALID_PARAMETER'),
    ['warn ERR-12', 'warn ERR-2'],
  ],
  [
    'NTE_BAD_DATA for a bad block',
    N,
    { encoding: 'ps' },
    refusal('NTE_BAD_DATA'),
    ['warn ERR-12', 'warn ERR-4'],
  ],
  [
    'a bad block answered with E_OUTOFMEMORY',
    N,
    { encoding: 'ps' },
    refusal('E_OUTOFMEMORY'),
    ['warn ERR-4'],
  ],
  ['c at or above n taken', N, { integer: 'at-or-above-n' }, taken, ['fail ERR-6', 'warn ERR-22']],
  [
    'old key kept',
    N,
    { sessionKey: 'set' },
    { ...taken, key: ['same'] },
    ['fail OK-2', 'fail OK-8', 'fail ST-3'],
  ],
  [
    'failure loses the key',
    N,
    { sessionKey: 'set', encoding: 'y' },
    { ...invalid, key: ['none'] },
    ['warn ST-1'],
  ],
  ['key stored although decoding failed', N, { encoding: 'y' }, { ...invalid, key: ['sent'] }, ['warn ST-1']],
  [
    'one key for all sessions',
    N,
    { otherSession: 'keyed' },
    { ...taken, others: ['changed'] },
    ['fail OK-4'],
  ],
  ['wrong device taken', N, { device: 'other' }, taken, ['warn ERR-7']],
  ['wrong device, E_HANDLE', N, { device: 'other' }, refusal('E_HANDLE'), ['warn ERR-12']],
  [
    'read past the end',
    N,
    { buffer: 'guard-after' },
    { return: ['crashed'], outside: ['read'] },
    ['fail ERR-19', 'fail ERR-20'],
  ],
  ['write past the end', N, {}, { ...taken, outside: ['written'] }, ['fail ERR-13']],
  ['only aligned buffers', N, { buffer: 'unaligned' }, invalid, ['fail OK-1']],
  ['crash on null and 0', N, { size: 'zero', pointer: 'null' }, crash, ['fail ERR-21']],
  ['crash on a wrong size', N, { size: 'above' }, crash, ['fail ERR-20']],
  ['hang', N, {}, { return: ['hung'] }, ['fail ERR-20']],
  ['shorter plaintext taken', N, { message: 'below' }, { ...taken, key: ['other'] }, ['warn ERR-15']],
  [
    'longer plaintext, the back taken',
    N,
    { message: 'above' },
    { ...taken, key: ['other'] },
    ['warn ERR-18'],
  ],
  [
    "OPM's layout, the back taken",
    N,
    { message: 'opm-length' },
    { ...taken, key: ['other'] },
    ['warn ERR-24'],
  ],
  [
    'allocation failed, another code',
    N,
    { memory: 'exhausted' },
    refusal('E_FAIL'),
    ['fail ERR-11', 'warn ERR-12'],
  ],
  [
    'allocation failed, S_OK without the key',
    N,
    { memory: 'exhausted' },
    { ...taken, key: ['none'] },
    ['fail OK-2', 'fail OK-8'],
  ],
  [
    'allocation failed, earlier key lost',
    N,
    { memory: 'exhausted', sessionKey: 'set' },
    { ...refusal('E_OUTOFMEMORY'), key: ['none'] },
    ['fail ERR-23', 'warn ST-1'],
  ],
  [
    'allocation failed, bad block taken',
    N,
    { memory: 'exhausted', encoding: 'y' },
    taken,
    ['fail ERR-11', 'fail ERR-3', 'warn ERR-4'],
  ],
  ['set error', N, { encoding: 'y' }, { ...invalid, setError: ['called'] }, ['warn ERR-14']],
  ['replay refused', N, { blockUse: 'used-on-other-session' }, invalid, ['warn OK-5']],
  ['works only after GetCertificate', N, { certificateRead: 'never' }, invalid, ['warn OK-7']],
  ['works only without a decode profile', N, { decodeProfile: 'supported' }, invalid, ['warn OK-6']],
  ['unusable after a refusal', N, { previousCall: 'refused-here' }, invalid, ['warn ST-9']],
  ['unusable after a refusal elsewhere', N, { previousCall: 'refused-elsewhere' }, invalid, ['fail OK-1']],
  ['leak', N, { repetition: 'many' }, { ...taken, leak: ['grows'] }, ['warn ERR-26']],
  [
    'MT: fails while another is in',
    MT,
    { dialect: 'wddm2.4', concurrency: 'other-session' },
    invalid,
    ['warn TH-2'],
  ],
  [
    'MT: crashes while another is in',
    MT,
    { dialect: 'wddm2.4', concurrency: 'other-session' },
    crash,
    ['warn TH-6'],
  ],
  [
    'bad block taken while a refresh is pending',
    N,
    { sessionKey: 'set', refresh: 'pending', encoding: 'ps' },
    taken,
    ['fail ERR-3', 'warn ERR-4'],
  ],
  ['born with a key', 'CreateCryptoSession', {}, { ...calm, hr: ['S_OK'], key: ['other'] }, ['fail ST-8']],
  [
    'listed, not created',
    'CreateCryptoSession',
    {},
    { ...calm, hr: ['D3DDDIERR_UNSUPPORTEDCRYPTO'], key: ['none'] },
    ['fail KX-6'],
  ],
  ['no certificate', 'GetCertificate', {}, { ...calm, certificate: ['empty'] }, ['fail CERT-1']],
  ['1024 bits', 'GetCertificate', {}, { ...calm, certificate: ['other-key'] }, ['fail CERT-2']],
  [
    'reading it changes keys',
    'GetCertificate',
    {},
    { ...calm, certificate: ['rsa-2048'], others: ['changed'] },
    ['fail OK-10'],
  ],
  [
    'refresh at Start',
    'StartSessionKeyRefresh',
    { sessionKey: 'set' },
    { ...calm, key: ['xor'], random: ['right-size'] },
    ['fail ST-5'],
  ],
  [
    'no refresh at Finish',
    'FinishSessionKeyRefresh',
    { sessionKey: 'set', refresh: 'pending' },
    { ...calm, key: ['same'] },
    ['fail ST-4'],
  ],
  [
    'OPM: random number not compared',
    SET,
    { random: 'differs' },
    { ...calm, status: ['0x00000000'], key: ['sent'] },
    ['fail OPM-5', 'warn OPM-18'],
  ],
  [
    'OPM: session block taken',
    SET,
    { opmMessage: 'below' },
    { ...calm, status: ['0x00000000'], key: ['other'] },
    ['fail OPM-4', 'warn OPM-17'],
  ],
  [
    'OPM: wrong field for the key',
    SET,
    {},
    { ...calm, status: ['0x00000000'], key: ['other'], sequence: ['sent'] },
    ['fail OPM-13'],
  ],
  [
    'OPM: longer plaintext refused',
    SET,
    { opmMessage: 'above' },
    { ...calm, status: ['STATUS_UNSUCCESSFUL'], key: ['none'] },
    ['fail OPM-2'],
  ],
];

describe('correct drivers that differ', () => {
  it.each(innocent)('%s', (_, call, deviation, outcome) => {
    expect(blame(call, deviation, outcome)).toEqual([]);
  });

  it('those that allow one call a session are not asked to recover on it', () => {
    expect(blame(N, { previousCall: 'refused-here' }, invalid, (need) => need !== 'renegotiation')).toEqual(
      [],
    );
  });
});

describe('wrong drivers', () => {
  it.each(guilty)('%s', (_, call, deviation, outcome, blamed) => {
    expect(blame(call, deviation, outcome).sort()).toEqual([...blamed].sort());
  });
});
