// Right blocks whose message is no key: shorter, longer, or as OPM has it.
import { deterministicBytes } from '../../core/deterministic-bytes.ts';
import { longestMessage } from '../../2-plan/lengths.ts';
import { plainBlock, planContext, vector, type DraftVector, type SetContext } from './set.ts';

const shortLengths: Readonly<Record<number, string>> = {
  0: 'No message at all',
  1: 'A message of 1 byte',
  8: 'A message of 8 bytes',
  15: 'A message of 15 bytes, one too few',
};

/** @param each every length below that of a key, or those at which code goes wrong first */
export function* shortMessages(file: string, each = false): Generator<DraftVector> {
  for (let n = 0; n < 16; n += 1) {
    const what = shortLengths[n] ?? (each ? `A message of ${n} bytes` : undefined);
    if (what === undefined) continue;
    const block = plainBlock(`${file}/short/${n}`, deterministicBytes(`vectors/short/${n}`, n));
    yield vector('ShortMessage', what, { block, declares: {} });
  }
}

/** What may precede a key, for its check: lengths, and the headers of formats for keys in clear. */
export const keyHeaders: readonly (readonly [what: string, header: string])[] = [
  ['One byte 00, then a key', '00'],
  ['The length 10 (hexadecimal), then a key', '10'],
  ['A key as OCTET STRING in DER', '0410'],
  ['A key in a BCRYPT_KEY_DATA_BLOB of CNG', '4b44424d0100000010000000'],
  ['A key in a PLAINTEXTKEYBLOB of CryptoAPI', '080200000e66000010000000'],
];

/** Longer messages in which a key stands where some decoder may look for it. */
export function* longMessages(file: string, context: SetContext): Generator<DraftVector> {
  const key = deterministicBytes('vectors/long', 16);
  const longest = longestMessage(planContext(context));
  const messages: readonly (readonly [what: string, M: string])[] = [
    ...keyHeaders.map(([what, header]) => [what, `${header}${key}`] as const),
    ['A message of 24 bytes', deterministicBytes('vectors/long/24', 24)],
    ['A message of 32 bytes', deterministicBytes('vectors/long/32', 32)],
    ['A key as 32 hexadecimal digits', Buffer.from(key, 'latin1').toString('hex')],
    [
      `A message of ${longest} bytes, the longest that fits`,
      deterministicBytes('vectors/long/longest', longest),
    ],
  ];
  for (const [what, M] of messages) {
    const block = plainBlock(`${file}/long/${what}`, M);
    yield vector('LongMessage', what, { block, declares: {} });
  }
}

export function* opmLayout(file: string): Generator<DraftVector> {
  const block = plainBlock(`${file}/opm-layout`, deterministicBytes('vectors/opm-layout', 40));
  yield vector('OpmLayout', 'A message of 40 bytes: random number, key, sequence numbers', {
    block,
    declares: {},
  });
}
