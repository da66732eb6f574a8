// The plaintext: 16 bytes are the key, whatever they are; fewer are refused; what becomes of more is open, but not which bytes
// of them a driver may take.
import { Draft } from '../src/2-plan/draft.ts';
import { sessionKeyFor, validBlock, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound, longestMessage } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { onFreshSession, onKeyedSession } from '../src/2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import { deterministicBytes } from '../src/core/deterministic-bytes.ts';
import { oaepBlock } from '../src/2-plan/block-defects.ts';

export const message: Property = {
  name: 'message',
  statement:
    'plaintexts of every length, and keys and seeds whose bytes could be mistaken for something else',
  clauses: [
    'NCSKE-ERR-15',
    'NCSKE-ERR-16',
    'NCSKE-ERR-18',
    'NCSKE-ERR-24',
    'NCSKE-OK-1',
    'NCSKE-OK-2',
    'NCSKE-ST-1',
  ],
  *cases(context) {
    yield* lengths(context);
    yield* shorter(context);
    yield* longerContents(context);
    yield* keys(context);
    yield* seeds(context);
  },
};

function* lengths(context: PlanContext): Generator<DraftCase> {
  const key = contractBound(context, 'message');
  const opm = contractBound(context, 'opmMessage');
  const longest = longestMessage(context);
  const smoke = new Set([0, key - 1, key + 1, opm, longest]);
  const gate = new Set([1, 8, 12, 20, 24, 31, 32, 33, 36, 39, 41, 48, 64, 100, longest - 1]);
  for (let n = 0; n <= longest; n += 1) {
    if (n === key) continue;
    const level = smoke.has(n) ? 'smoke' : gate.has(n) ? 'gate' : 'full';
    if (!includesLevel(context.level, level)) continue;
    const title = `a message of ${n} bytes in place of ${key}`;
    yield onFreshSession(context, {
      kind: 'boundary',
      level,
      title,
      data: validBlock(`message/${n}`, deterministicBytes(`message/${n}`, n)),
    });
    if (![0, key - 1, key + 1, opm].includes(n) || !includesLevel(context.level, 'gate')) continue;
    const data = validBlock(`message/keyed/${n}`, deterministicBytes(`message/keyed/${n}`, n));
    yield onKeyedSession(context, { kind: 'boundary', level: 'gate', title, data });
  }
}

/** The shorter ones that have no case of their own before `full`, one call each. */
function* shorter(context: PlanContext): Generator<DraftCase> {
  if (!includesLevel(context.level, 'gate')) return;
  const draft = new Draft(context).session();
  for (let n = 0; n < contractBound(context, 'message'); n += 1) {
    draft.negotiate('s', validBlock(`message/walk/${n}`, deterministicBytes(`message/walk/${n}`, n)));
  }
  const title = 'messages of every length below that of a key, one after the other';
  yield { kind: 'boundary', level: 'gate', title, draft };
}

/** A key with something before or behind it that a driver could pass over. */
function* longerContents(context: PlanContext): Generator<DraftCase> {
  if (!includesLevel(context.level, 'gate')) return;
  const of = (what: string, M: string, level: PlanLevel = 'gate'): DraftCase =>
    onFreshSession(context, { kind: 'boundary', level, title: what, data: validBlock(`message/${what}`, M) });
  const key = sessionKeyFor('message/longer');
  yield of('a key and a zero byte behind it', `${key}00`);
  yield of('a zero byte and a key behind it', `00${key}`);
  yield of('a key and its length in a byte before it', `10${key}`);
  yield of('a key twice', `${key}${key}`);
  yield of('two keys, one behind the other', `${key}${sessionKeyFor('message/second')}`);
  yield of('16 zero bytes and a key', `${'00'.repeat(16)}${key}`);
  yield of('a key and 16 zero bytes', `${key}${'00'.repeat(16)}`);
  yield of('a key as OCTET STRING in DER', `0410${key}`);
  // 28 bytes each: the headers of CNG's and CryptoAPI's blobs for keys in clear.
  yield of('a key in a BCRYPT_KEY_DATA_BLOB', `4b44424d0100000010000000${key}`);
  yield of('a key in a PLAINTEXTKEYBLOB', `080200000e66000010000000${key}`);
  yield of('a key as 32 hexadecimal digits', Buffer.from(key, 'latin1').toString('hex'));
}

/** Contents of a key that a decoder could take for padding, a separator, an end, or nothing at all. */
function* keys(context: PlanContext): Generator<DraftCase> {
  const contents: readonly (readonly [what: string, level: PlanLevel, M: string])[] = [
    ['all 00', 'smoke', '00'.repeat(16)],
    ['all 01', 'smoke', '01'.repeat(16)],
    ['all FF', 'smoke', 'ff'.repeat(16)],
    ['begins with 00', 'smoke', `00${deterministicBytes('contents/a', 15)}`],
    ['begins with four bytes 00', 'gate', `${'00'.repeat(4)}${deterministicBytes('contents/b', 12)}`],
    ['15 bytes of 00, then 01', 'gate', `${'00'.repeat(15)}01`],
    ['15 bytes of 00, then FF', 'gate', `${'00'.repeat(15)}ff`],
    ['ends in 00', 'smoke', `${deterministicBytes('contents/c', 15)}00`],
    ['ends in eight bytes 00', 'gate', `${deterministicBytes('contents/d', 8)}${'00'.repeat(8)}`],
    ['one byte, then 15 bytes of 00', 'gate', `5a${'00'.repeat(15)}`],
    ['begins with 01', 'smoke', `01${deterministicBytes('contents/e', 15)}`],
    ['begins with 00 01', 'smoke', `0001${deterministicBytes('contents/f', 14)}`],
    ['begins with 01 00 01', 'gate', `010001${deterministicBytes('contents/g', 13)}`],
    [
      'holds 00 01 in its middle',
      'gate',
      `${deterministicBytes('contents/h', 7)}0001${deterministicBytes('contents/i', 7)}`,
    ],
    [
      'holds 00 in its middle',
      'smoke',
      `${deterministicBytes('contents/j', 7)}00${deterministicBytes('contents/k', 8)}`,
    ],
    ['ends in 01', 'gate', `${deterministicBytes('contents/l', 15)}01`],
    ['ends in 00 01', 'gate', `${deterministicBytes('contents/m', 14)}0001`],
    ['begins with 80', 'gate', `80${'00'.repeat(15)}`],
    ['counts from 00 to 0F', 'gate', '000102030405060708090a0b0c0d0e0f'],
    ['counts from 0F to 00', 'gate', '0f0e0d0c0b0a09080706050403020100'],
    ['is the same read from both ends', 'full', 'a1b2c3d4e5f60718' + '1807f6e5d4c3b2a1'],
    ['is the same 8 bytes twice', 'full', 'a1b2c3d4e5f60718'.repeat(2)],
    ['is of bytes that come twice each', 'full', 'a1a1b2b2c3c3d4d4e5e5f6f607071818'],
    ['is of words that read the same from both ends', 'full', 'a1b2b2a1c3d4d4c3e5f6f6e507181807'],
    ['is text', 'gate', Buffer.from('sixteen letters!', 'latin1').toString('hex')],
    ['holds a line feed and a carriage return', 'full', `0d0a${deterministicBytes('contents/n', 14)}`],
    ['ends as PKCS #7 padding does', 'gate', `${deterministicBytes('contents/o', 8)}${'08'.repeat(8)}`],
  ];
  for (const [what, level, M] of contents) {
    if (!includesLevel(context.level, level)) continue;
    yield onFreshSession(context, {
      kind: 'boundary',
      level,
      title: `a valid block whose key ${what.startsWith('all') ? `is ${what}` : what}`,
      data: validBlock(`contents/${what}`, M),
    });
  }
  if (!includesLevel(context.level, 'full')) return;
  for (let at = 0; at < 16; at += 1) {
    for (const value of ['00', '01', 'ff']) {
      const random = sessionKeyFor(`contents/${at}/${value}`);
      const M = random.slice(0, at * 2) + value + random.slice(at * 2 + 2);
      const title = `a valid block whose key has ${value.toUpperCase()} at byte ${at + 1}`;
      yield onFreshSession(context, { kind: 'boundary', level: 'full', title, data: validBlock(title, M) });
    }
  }
}

/** Seeds are random, so every one is as good as any other. */
function* seeds(context: PlanContext): Generator<DraftCase> {
  const of = (what: string, level: PlanLevel, seed: string): DraftCase => {
    const label = `message/seed/${what}`;
    const data: BlockToSend = { block: { ...oaepBlock(label, sessionKeyFor(label)), seed }, declares: {} };
    return onFreshSession(context, {
      kind: 'boundary',
      level,
      title: `a valid block whose seed is ${what}`,
      data,
    });
  };
  yield of('all 00', 'smoke', '00'.repeat(64));
  if (!includesLevel(context.level, 'gate')) return;
  yield of('all FF', 'gate', 'ff'.repeat(64));
  yield of('all 01', 'gate', '01'.repeat(64));
}
