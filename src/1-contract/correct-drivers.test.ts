// Correct drivers differ from each other; the contract fails none of them.
import { describe, expect, it } from 'vitest';
import {
  N,
  MT,
  CHANNEL,
  SET,
  calm,
  taken,
  refusal,
  invalid,
  crash,
  brokenRules,
  type Row,
} from './stances.test-support.ts';

const rows: readonly Row[] = [
  ['a valid block taken', N, {}, taken],
  ['without a key oracle', N, {}, { return: ['returned'], hr: ['S_OK'] }],
  ['the MT function', MT, { dialect: 'wddm2.4' }, taken],
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

describe('correct drivers that differ', () => {
  it.each(rows)('%s', (_, call, deviation, outcome) => {
    expect(brokenRules(call, deviation, outcome)).toEqual([]);
  });

  it.each([
    ['a bad block', { encoding: 'ps' }],
    ['a wrong size', { size: 'above' }],
  ])('%s on a session that refuses second ones with the other code', (_, defect) => {
    const at = { sessionKey: 'set', ...defect };
    const refused = refusal('E_OUTOFMEMORY');
    expect(brokenRules(N, at, refused, (need) => need !== 'renegotiation')).toEqual([]);
    // A driver that takes second keys has no such reason.
    expect(brokenRules(N, at, refused)).not.toEqual([]);
  });

  it('those that allow one call a session are not asked to recover on it', () => {
    expect(
      brokenRules(N, { previousCall: 'refused-here' }, invalid, (need) => need !== 'renegotiation'),
    ).toEqual([]);
  });
});
