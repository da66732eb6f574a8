// OPM's exchange, which "is identical": 40 bytes under the same kind of block, the random number in front. Here are the
// plaintexts and encodings; opm-objects.ts has several outputs, sessions beside them, and the two certificates.
import { oaepBlock, plusModulusDefect, applyDefect } from '../src/2-plan/block-defects.ts';
import { deterministicBytes } from '../src/core/deterministic-bytes.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import type { Draft } from '../src/2-plan/draft.ts';
import { sessionKeyFor, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound, longestMessage } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { opmParametersBlock, opmParameters } from '../src/2-plan/opm-parameters.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import type { Edit, Message } from '../src/ciphertexts/block.ts';
import { fewerEncodingDefects } from './encoding.ts';
import { certificatesOfBothSides, outputsAndSessions, requests, repeatedParameters } from './opm-objects.ts';
import { integerBlock, plainNumbers } from './rsa.ts';

export const opm: Property = {
  name: 'opm',
  statement:
    'protected outputs: their parameters, random numbers, requests, and what sessions and outputs do to each other',
  clauses: ['NCSKE-OPM-*'],
  *cases(context) {
    yield* accepted(context);
    yield* lengths(context);
    yield* randomNumbers(context);
    yield* encodings(context);
    yield* integers(context);
    yield* requests(context);
    yield* repeatedParameters(context);
    yield* outputsAndSessions(context);
    yield* certificatesOfBothSides(context);
  },
};

/** An output whose random number was read, and parameters for it. */
export function setParameters(draft: Draft, data: BlockToSend): Draft {
  return draft.output().randomNumber('o').setSigningKey('o', data);
}

function* accepted(context: PlanContext): Generator<DraftCase> {
  const { boundary } = caseMaker(context, 'opm');
  const numbers: readonly (readonly [what: string, level: PlanLevel, status: number, command: number])[] = [
    ['0 and 1', 'smoke', 0, 1],
    ['1 and 0', 'gate', 1, 0],
    ['0x01020304 and 0x05060708', 'smoke', 0x01020304, 0x05060708],
    ['0xFFFFFFFF and 0', 'gate', 0xffffffff, 0],
    ['0 and 0xFFFFFFFF', 'gate', 0, 0xffffffff],
    ['0x7FFFFFFF and 0x80000000', 'gate', 0x7fffffff, 0x80000000],
    ['0x000000FF and 0xFF000000', 'gate', 0x000000ff, 0xff000000],
  ];
  for (const [what, level, status, command] of numbers) {
    yield* boundary(
      level,
      `parameters with status and command sequence ${what}, then two requests`,
      (draft) =>
        setParameters(draft, opmParameters(`opm/numbers/${what}`, { status, command }))
          .information('o')
          .information('o'),
    );
  }
  const keys: readonly (readonly [string, string])[] = [
    ['all 00', '00'.repeat(16)],
    ['all FF', 'ff'.repeat(16)],
    ['beginning with 00 01', `0001${deterministicBytes('opm/keys', 14)}`],
    ['ending in 00', `${deterministicBytes('opm/keys/end', 15)}00`],
  ];
  for (const [what, key] of keys) {
    yield* boundary('gate', `parameters with a key ${what}`, (draft) =>
      setParameters(draft, {
        block: oaepBlock(`opm/key/${what}`, ['$random', key, '0400000003000000']),
        declares: {},
      }).information('o'),
    );
  }
}

/** "At least 40 bytes", of which the rest is ignored. */
function* lengths(context: PlanContext): Generator<DraftCase> {
  const { boundary, precedence } = caseMaker(context, 'opm/lengths');
  const bound = contractBound(context, 'opmMessage');
  const longest = longestMessage(context);
  const gate = new Set([0, 1, 15, 16, 24, 31, 32, 36, 38, bound + 2, 48, 56, 63, 64, 80, 100, longest - 1]);
  const smoke = new Set([bound - 1, bound + 1, longest]);
  for (let n = 0; n <= longest; n += 1) {
    if (n === bound) continue;
    const level = smoke.has(n) ? 'smoke' : gate.has(n) ? 'gate' : 'full';
    const block = oaepBlock(`opm/${n}`, firstBytes(n));
    if (n < randomBytes) {
      // Too short for its random number too, so that two things are wrong with it.
      yield* precedence(level, `${n} bytes in place of parameters`, (draft) =>
        setParameters(draft, { block, declares: { random: 'differs' } }).information('o'),
      );
      continue;
    }
    const title =
      n < bound ? `only the first ${n} bytes of the parameters` : `parameters, then ${n - bound} bytes`;
    yield* boundary(level, title, (draft) => setParameters(draft, { block, declares: {} }).information('o'));
  }
  const { random, key, numbers } = parameterPieces('rest');
  const again = deterministicBytes('opm/rest/again', 8);
  const rests: readonly (readonly [string, Message])[] = [
    ['24 bytes of 00', [random, key, numbers, '00'.repeat(24)]],
    ['24 bytes of FF', [random, key, numbers, 'ff'.repeat(24)]],
    [
      'parameters of another kind behind them',
      [random, key, numbers, random, sessionKeyFor('opm/rest/other'), again],
    ],
  ];
  for (const [what, M] of rests) {
    yield* boundary('gate', `parameters, then ${what}`, (draft) =>
      setParameters(draft, { block: oaepBlock(`opm/rest/${what}`, M), declares: {} }).information('o'),
    );
  }
}

function parameterPieces(name: string): { random: '$random'; key: string; numbers: string } {
  return {
    random: '$random',
    key: sessionKeyFor(`opm/${name}`),
    numbers: deterministicBytes(`opm/${name}/numbers`, 8),
  };
}

const randomBytes = 16;

/** The parameters' first bytes, or the parameters and more. */
function firstBytes(n: number): Message {
  const { random, key, numbers } = parameterPieces(`${n}`);
  if (n < randomBytes) return deterministicBytes(`opm/short/${n}`, n);
  return [random, (key + numbers + deterministicBytes(`opm/more/${n}`, n)).slice(0, 2 * (n - randomBytes))];
}

/** The random number must match in every byte. */
function* randomNumbers(context: PlanContext): Generator<DraftCase> {
  const { defect } = caseMaker(context, 'opm/random');
  const differs = { random: 'differs' };
  const changed = function* (
    level: PlanLevel,
    what: string,
    ...edits: readonly Edit[]
  ): Generator<DraftCase> {
    yield* defect(level, `parameters whose random number has ${what}`, (draft) =>
      setParameters(draft, {
        block: { ...opmParametersBlock(`opm/random/${what}`), edits },
        declares: differs,
      }),
    );
  };
  const at = (place: number, xor: string): Edit => ({ field: 'M', at: place, xor });
  for (let place = 0; place < 16; place += 1) {
    const level = [0, 15].includes(place) ? 'smoke' : 'gate';
    yield* changed(level, `byte ${place + 1} changed by FF`, at(place, 'ff'));
    if (![0, 7, 15].includes(place) && !includesLevel(context.level, 'full')) continue;
    for (let bit = 0; bit < 8; bit += 1) {
      const mask = (1 << bit).toString(16).padStart(2, '0');
      const of = [0, 15].includes(place) || (place === 7 && bit === 3) ? 'gate' : 'full';
      yield* changed(of, `byte ${place + 1} changed by ${mask.toUpperCase()}`, at(place, mask));
    }
  }
  yield* changed(
    'smoke',
    'its first and last byte changed by 01: their XOR stays',
    at(0, '01'),
    at(15, '01'),
  );
  yield* changed(
    'gate',
    'its first and last byte changed by 80: XOR and sum stay',
    at(0, '80'),
    at(15, '80'),
  );
  yield* changed('gate', 'two neighbouring bytes changed by FF', at(6, 'ff'), at(7, 'ff'));
  yield* changed('gate', 'all bytes but the first changed', at(1, 'ff'.repeat(15)));
  yield* changed('gate', 'all bytes but the first four changed', at(4, 'ff'.repeat(12)));
  yield* changed('gate', 'all bytes but the first eight changed', at(8, 'ff'.repeat(8)));
  yield* changed('gate', 'every byte changed by FF', at(0, 'ff'.repeat(16)));

  const { random, key, numbers } = parameterPieces('order');
  const orders: readonly (readonly [string, PlanLevel, Message])[] = [
    ['all 00 in place of the random number', 'smoke', ['00'.repeat(16), key, numbers]],
    ['all FF in place of the random number', 'gate', ['ff'.repeat(16), key, numbers]],
    ['noise in place of the random number', 'gate', [deterministicBytes('opm/no-random', 16), key, numbers]],
    ['the random number in reverse byte order', 'gate', ['$random-reversed', key, numbers]],
    ['key and random number exchanged', 'smoke', [key, random, numbers]],
    ['the sequence numbers in front', 'gate', [numbers, random, key]],
    ['the random number behind everything', 'gate', [key, numbers, random]],
    ['one zero byte before everything', 'gate', ['00', random, key, numbers.slice(2)]],
  ];
  for (const [what, level, M] of orders) {
    yield* defect(level, `parameters with ${what}`, (draft) =>
      setParameters(draft, { block: oaepBlock(`opm/order/${what}`, M), declares: differs }),
    );
  }
}

/** Every defect of an encoding, as on a session; single places of a field only at full. */
function* encodings(context: PlanContext): Generator<DraftCase> {
  const { defect: make } = caseMaker(context, 'opm/encodings');
  const bound = contractBound(context, 'opmMessage');
  const smoke = new Set([
    'y-01',
    'ps-last',
    'separator-02',
    'lhash-zero',
    'pkcs1-type-2',
    'masked-seed-last-01',
  ]);
  for (const defect of fewerEncodingDefects(context, bound)) {
    const level = smoke.has(defect.name)
      ? 'smoke'
      : defect.level === 'smoke'
        ? 'gate'
        : laterLevel(defect.level);
    yield* make(level, `parameters: ${defect.what}`, (draft) =>
      setParameters(draft, applyDefect(defect, opmParametersBlock(`opm/encoding/${defect.name}`))),
    );
  }
  const plus = plusModulusDefect('smoke');
  yield* make('smoke', `parameters: ${plus.what}`, (draft) =>
    setParameters(draft, applyDefect(plus, opmParametersBlock('opm/plus-n'))),
  );
}

/** What is planned at one level for sessions is planned one level later here. */
function laterLevel(level: PlanLevel): PlanLevel {
  return level === 'smoke' ? 'gate' : 'full';
}

function* integers(context: PlanContext): Generator<DraftCase> {
  const make = caseMaker(context, 'opm/integers');
  for (const one of plainNumbers) {
    yield* make[one.kind](laterLevel(one.level), `the number ${one.value} as parameters`, (draft) =>
      setParameters(draft, integerBlock(one)),
    );
  }
}
