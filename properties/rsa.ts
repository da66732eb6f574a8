// The RSA step (RFC 8017, 5.1.2): integers at the edges of the range, n and above refused, and blocks of rare shapes, which
// are as valid as any other: leading zeros, top bits, both halves of the numbers that a CRT implementation recombines.
import { oaepBlock, plusModulusDefect, applyDefect, trailingZero } from '../src/2-plan/block-defects.ts';
import { sessionKeyFor, validBlock, type BlockToSend } from '../src/steps/block-to-send.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { onFreshSession, onKeyedSession } from '../src/2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import type { IntegerBlock, Shape } from '../src/ciphertexts/block.ts';
import type { DeclaredPoint } from '../src/steps/declared-point.ts';

export const rsa: Property = {
  name: 'rsa',
  statement: 'ciphertexts are numbers below n, and every such number is decrypted correctly',
  clauses: ['NCSKE-ERR-6', 'NCSKE-ERR-22', 'NCSKE-ERR-3', 'NCSKE-ERR-5', 'NCSKE-OK-1', 'NCSKE-OK-2'],
  *cases(context) {
    yield* integers(context);
    yield* plusModulusCases(context);
    yield* shapes(context);
    yield* manyValid(context);
  },
};

/** A number that no encoding gives, and what a case declares of it. */
export interface PlainNumber {
  readonly value: IntegerBlock['value'];
  /** Out of range and no encoding besides: two defects. */
  readonly kind: 'boundary' | 'precedence';
  readonly level: PlanLevel;
  readonly declares: DeclaredPoint;
}

const unpadded = { encoding: 'unpadded' };
const scrambled = { encoding: 'scrambled' };
const outOfRange = { integer: 'at-or-above-n' };

/** 0 and 1 are their own decryptions, and so are n and n + 1 where the range is not looked at. */
export const plainNumbers: readonly PlainNumber[] = [
  { value: '0', kind: 'boundary', level: 'smoke', declares: unpadded },
  { value: '1', kind: 'boundary', level: 'smoke', declares: unpadded },
  { value: '2', kind: 'boundary', level: 'gate', declares: scrambled },
  { value: 'n/2', kind: 'boundary', level: 'gate', declares: scrambled },
  { value: '2^2047', kind: 'boundary', level: 'gate', declares: scrambled },
  { value: 'n-2', kind: 'boundary', level: 'gate', declares: scrambled },
  { value: 'n-1', kind: 'boundary', level: 'smoke', declares: scrambled },
  { value: 'n', kind: 'precedence', level: 'smoke', declares: { ...unpadded, ...outOfRange } },
  { value: 'n+1', kind: 'precedence', level: 'gate', declares: { ...unpadded, ...outOfRange } },
  { value: '2^2048-1', kind: 'precedence', level: 'smoke', declares: { ...scrambled, ...outOfRange } },
];

export function integerBlock({ value, declares }: PlainNumber): BlockToSend {
  return { block: { form: 'integer', value }, declares };
}

function* integers(context: PlanContext): Generator<DraftCase> {
  for (const one of plainNumbers) {
    const { value, kind, level } = one;
    if (!includesLevel(context.level, level)) continue;
    yield onFreshSession(context, {
      kind,
      level,
      title: `the number ${value} as ciphertext`,
      data: integerBlock(one),
    });
  }
}

/** c + n decrypts to what c does, in an implementation that reduces before it looks. */
function* plusModulusCases(context: PlanContext): Generator<DraftCase> {
  for (const n of [1, 2, 3]) {
    const level: PlanLevel = n === 1 ? 'smoke' : n === 2 ? 'gate' : 'full';
    if (!includesLevel(context.level, level)) continue;
    const defect = plusModulusDefect(level);
    const label = `rsa/plus-n/${n}`;
    const title = `${defect.what}, everything else right, key ${n}`;
    const kind = n === 1 ? ('defect' as const) : ('random' as const);
    const one = { kind, level, title, data: applyDefect(defect, oaepBlock(label, sessionKeyFor(label))) };
    yield onFreshSession(context, one);
    if (n !== 2) continue;
    yield onKeyedSession(context, {
      ...one,
      data: applyDefect(defect, oaepBlock(`${label}/keyed`, sessionKeyFor(`${label}/keyed`))),
    });
  }
  yield* justAboveN(context);
}

/** c + n with c so small that the sum begins like n: what compares the first bytes alone takes it for a number below n. */
function* justAboveN(context: PlanContext): Generator<DraftCase> {
  for (const [level, until, n] of [
    ['gate', 'c-leading-zero', 1],
    ['gate', 'c-leading-zero', 2],
    ['gate', 'c-leading-zero', 3],
    ['full', 'c-two-leading-zeros', 1],
  ] as const) {
    if (!includesLevel(context.level, level)) continue;
    const label = until === 'c-two-leading-zeros' ? until : `rsa/just-above/${n}`;
    yield onFreshSession(context, {
      kind: n === 1 ? 'defect' : 'random',
      level,
      title: `n added to a ciphertext (${until}), so that the sum begins like n, key ${n}`,
      data: {
        block: { ...oaepBlock(label, sessionKeyFor(label)), until, finish: [{ op: 'add-n' }] },
        declares: { integer: 'at-or-above-n' },
      },
    });
  }
}

const validShapes: Readonly<Partial<Record<Shape, readonly [what: string, level: PlanLevel]>>> = {
  'c-leading-zero': ['ciphertext begins with 00', 'smoke'],
  'c-two-leading-zeros': ['ciphertext begins with 00 00', 'full'],
  'c-top-bit-set': ['top bit of the ciphertext set', 'smoke'],
  'c-top-bit-clear': ['top bit of the ciphertext clear', 'smoke'],
  'c-plus-n-fits': ['ciphertext so small that n could be added, which was not done', 'gate'],
  'c-contains-separator-like': ['bytes 00 01 within the ciphertext', 'gate'],
  'em-second-byte-zero': ['EM begins with 00 00', 'smoke'],
  'em-second-and-third-byte-zero': ['EM begins with 00 00 00', 'full'],
  'em-last-byte-zero': ['EM ends in 00', 'gate'],
  'em-second-byte-02': ['EM begins with 00 02, as PKCS #1 v1.5 has it', 'smoke'],
  'masked-db-leading-zero': ['maskedDB begins with 00', 'gate'],
};

/** Valid blocks that few seeds give. */
function* shapes(context: PlanContext): Generator<DraftCase> {
  for (const [until, [what, level]] of Object.entries(validShapes) as [
    Shape,
    readonly [string, PlanLevel],
  ][]) {
    if (!includesLevel(context.level, level)) continue;
    const label = until === 'c-two-leading-zeros' ? until : `rsa/shape/${until}`;
    const data: BlockToSend = { block: { ...oaepBlock(label, sessionKeyFor(label)), until }, declares: {} };
    yield onFreshSession(context, { kind: 'boundary', level, title: `a valid block: ${what}`, data });
  }
  if (!includesLevel(context.level, 'gate')) return;
  const data: BlockToSend = {
    block: trailingZero(oaepBlock('', sessionKeyFor('c-trailing-zero'))),
    declares: {},
  };
  yield onFreshSession(context, {
    kind: 'boundary',
    level: 'gate',
    title: 'a valid block: ciphertext ends in 00',
    data,
  });
}

/** What goes wrong for some numbers only, such as a recombination without a carry, shows in one of many blocks. */
function* manyValid(context: PlanContext): Generator<DraftCase> {
  for (const [level, from, to] of [
    ['smoke', 1, 4],
    ['gate', 5, 24],
    ['full', 25, 1000],
  ] as const) {
    if (!includesLevel(context.level, level)) continue;
    for (let n = from; n <= to; n += 1) {
      yield onFreshSession(context, {
        kind: 'random',
        level,
        title: `a valid block, number ${n} of many`,
        data: validBlock(`rsa/many/${n}`),
      });
    }
  }
}
