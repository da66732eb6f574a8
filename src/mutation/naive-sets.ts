// What one would write without thinking of faults: sets of cases to compare the plan with. They look at the key after every
// call as the plan does, and are judged as it is; only what they send is different.
import { Draft } from '../2-plan/draft.ts';
import { sessionKeyFor, seedFor, validBlock, type BlockToSend } from '../steps/block-to-send.ts';
import { deterministicBytes } from '../core/deterministic-bytes.ts';
import { nonZeroBytes } from '../2-plan/block-defects.ts';
import { onFreshSession } from '../2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, Property } from '../2-plan/property.ts';
import { draftForOwnCertificate, vectorsOfProfile, vectorTitle } from '../vectors/as-cases.ts';
import { hashNames, type Block, type Edit, type OaepBlock } from '../ciphertexts/block.ts';

/** Calls on one session; more would make a finding hard to read. */
const callsOnASession = 50;

function* together(
  context: PlanContext,
  what: string,
  count: number,
  sent: (n: number) => BlockToSend,
): Generator<DraftCase> {
  for (let from = 0; from < count; from += callsOnASession) {
    const draft = new Draft(context).session();
    const to = Math.min(from + callsOnASession, count);
    for (let n = from; n < to; n += 1) draft.negotiate('s', sent(n));
    yield { kind: 'random', level: 'smoke', title: `${what} ${from + 1} to ${to}`, draft };
  }
}

function one(
  context: PlanContext,
  title: string,
  block: Block,
  declares: BlockToSend['declares'],
): DraftCase {
  return onFreshSession(context, { kind: 'random', level: 'smoke', title, data: { block, declares } });
}

const roundTrips: Property = {
  name: 'round-trips',
  statement: '100 valid blocks with keys and seeds at random, each on a session of its own',
  clauses: [],
  *cases(context) {
    for (let n = 1; n <= 100; n += 1) {
      const label = `naive/round-trip/${context.seed}/${n}`;
      yield one(context, `round trip ${n}`, validBlock(label).block, {});
    }
  },
};

const randomBuffers: Property = {
  name: 'random-buffers',
  statement: '1,000 buffers of 256 random bytes',
  clauses: [],
  *cases(context) {
    // The top bit is clear: below n for every RSA-2048 key.
    const buffer = (n: number): string => {
      const bytes = deterministicBytes(`naive/buffer/${context.seed}/${n}`, 256);
      return (Number.parseInt(bytes.slice(0, 2), 16) & 0x7f).toString(16).padStart(2, '0') + bytes.slice(2);
    };
    yield* together(context, 'random buffers', 1000, (n) => ({
      block: { form: 'bytes', bytes: buffer(n) },
      declares: { encoding: 'scrambled' },
    }));
  },
};

const bitFlips: Property = {
  name: 'bit-flips',
  statement: 'a valid block with one bit changed, in each of its 256 bytes',
  clauses: [],
  *cases(context) {
    const label = `naive/flip/${context.seed}`;
    const whole: OaepBlock = {
      form: 'oaep',
      M: sessionKeyFor(label),
      seed: seedFor(label),
      until: 'c-top-bit-clear',
    };
    yield* together(context, 'flipped bits', 256, (at) => {
      // In the first byte a low bit, so that the number stays below n.
      const mask = (1 << (at === 0 ? 0 : at % 8)).toString(16).padStart(2, '0');
      return {
        block: { ...whole, finish: [{ op: 'xor', at, mask }] },
        declares: { encoding: 'scrambled' },
      };
    });
  },
};

/** The kinds of vector that a public set for RSAES-OAEP has, with a key of 16 bytes wherever that can be. */
const vectorShapes: Property = {
  name: 'vector-shapes',
  statement: 'the shapes of a public set of vectors for RSA-2048, made anew with 16-byte keys',
  clauses: [],
  *cases(context) {
    const label = 'naive/shape';
    const block = (more: Partial<OaepBlock> = {}): OaepBlock => ({
      form: 'oaep',
      M: sessionKeyFor(label),
      seed: seedFor(label),
      ...more,
    });
    const edited = (...edits: readonly Edit[]): OaepBlock => block({ edits });
    yield one(context, 'a valid block', block(), {});
    for (const length of [0, 20, 32, 48, 64]) {
      yield one(context, `a message of ${length} bytes`, block({ M: deterministicBytes(label, length) }), {});
    }
    for (const length of [1, 8, 16, 24, 32, 64, 128]) {
      yield one(
        context,
        `a label of ${length} bytes`,
        block({ L: deterministicBytes(`${label}/L`, length) }),
        {
          encoding: 'label',
        },
      );
    }
    for (const hash of hashNames) {
      if (hash === context.profile.hash) continue;
      yield one(context, `lHash and MGF1 by ${hash}`, block({ hash, mgfHash: hash }), { encoding: 'hash' });
      yield one(context, `MGF1 by ${hash}`, block({ mgfHash: hash }), { encoding: 'mgf-hash' });
    }
    yield one(context, 'first byte of lHash modified', edited({ field: 'lHash', at: 'first', xor: '01' }), {
      encoding: 'lhash',
    });
    yield one(context, 'last byte of lHash modified', edited({ field: 'lHash', at: 'last', xor: '01' }), {
      encoding: 'lhash',
    });
    yield one(context, 'lHash all zeros', edited({ field: 'lHash', at: 0, set: '00'.repeat(64) }), {
      encoding: 'lhash',
    });
    yield one(context, 'first byte of PS modified', edited({ field: 'PS', at: 'first', set: '80' }), {
      encoding: 'ps',
    });
    yield one(context, 'PS ends in FF', edited({ field: 'PS', at: 'last', set: 'ff' }), { encoding: 'ps' });
    yield one(context, 'PS terminated by FF', edited({ field: 'separator', at: 0, set: 'ff' }), {
      encoding: 'separator',
    });
    yield one(context, 'PS all FF', edited({ field: 'PS', at: 0, set: 'ff'.repeat(110) }), {
      encoding: 'ps',
    });
    yield one(context, 'first byte of EM modified', edited({ field: 'Y', at: 0, set: '01' }), {
      encoding: 'y',
    });
    for (const value of ['00', '01', 'ff']) {
      yield one(context, `seed all ${value}`, block({ seed: value.repeat(64) }), {});
    }
    for (const [value, encoding] of [
      ['0', 'unpadded'],
      ['1', 'unpadded'],
      ['n-1', 'scrambled'],
    ] as const) {
      yield one(context, `ciphertext ${value}`, { form: 'integer', value }, { encoding });
    }
    const plus: OaepBlock = block({ until: 'c-plus-n-fits', finish: [{ op: 'add-n' }] });
    yield one(context, 'n added to the ciphertext', plus, { integer: 'at-or-above-n' });
    yield one(context, 'zeros in front', block({ finish: [{ op: 'prepend', bytes: '0000' }] }), {});
    yield one(context, 'zeros behind', block({ finish: [{ op: 'append', bytes: '0000' }] }), {});
    yield one(context, 'cut short', block({ finish: [{ op: 'truncate', to: 255 }] }), {});
    yield one(context, 'nothing at all', { form: 'bytes', bytes: '' }, {});
    const PS = nonZeroBytes('naive/shape', 128);
    yield one(
      context,
      'PKCS #1 v1.5',
      { form: 'pkcs1-v1.5', blockType: 2, M: sessionKeyFor(label), PS },
      {
        encoding: 'pkcs1-v1.5',
      },
    );
  },
};

/** For comparison with those: what this package publishes for people who take nothing else of it. */
export const publishedVectors: Property = {
  name: 'published-vectors',
  statement: 'the vectors of this package, made anew',
  clauses: [],
  *cases(context) {
    for (const one of vectorsOfProfile(context))
      yield {
        kind: 'vector',
        level: 'smoke',
        title: vectorTitle(one),
        draft: draftForOwnCertificate(context, one),
      };
  },
};

export const naiveSets: readonly Property[] = [
  roundTrips,
  randomBuffers,
  bitFlips,
  vectorShapes,
  publishedVectors,
];
