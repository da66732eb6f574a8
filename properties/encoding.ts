// EME-OAEP decoding (RFC 8017, 7.1.2, step 3): every field of the encoded message at every place, other parameters, other
// paddings, other layouts. Each block carries a valid key of 16 bytes and one defect, and is refused.
import {
  blockDefects,
  oaepBlock,
  nonZeroBytes,
  editDefect,
  parameterDefect,
  pkcs1Defect,
  reversedCiphertextDefect,
  applyDefect,
  unrelatedKeyDefect,
  trailingZero,
  unpaddedAtEndDefect,
  type BlockDefect,
} from '../src/2-plan/block-defects.ts';
import { deterministicBytes } from '../src/core/deterministic-bytes.ts';
import { caseMaker } from '../src/2-plan/case-maker.ts';
import { sessionKeyFor } from '../src/steps/block-to-send.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { onFreshSession } from '../src/2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import { hashNames, type Finish } from '../src/ciphertexts/block.ts';
import {
  uncheckedByteDefects,
  everyByteOfLabelHash,
  everyByteOfPadding,
  everySeparator,
  everyY,
} from './encoding-fields.ts';

export const encoding: Property = {
  name: 'encoding',
  statement:
    'a block that is not an RSAES-OAEP encoding by the profile is refused, whichever part of it is wrong',
  clauses: ['NCSKE-ERR-3', 'NCSKE-ERR-4', 'NCSKE-ERR-5', 'NCSKE-ERR-12', 'NCSKE-ERR-14', 'NCSKE-ST-1'],
  *cases(context) {
    for (const defect of encodingDefects(context, 16)) {
      const label = `encoding/${defect.name}`;
      yield onFreshSession(context, {
        kind: 'defect',
        level: defect.level,
        title: `${defect.what}, everything else right`,
        data: applyDefect(defect, oaepBlock(label, sessionKeyFor(label))),
      });
    }
    yield* fieldWalks(context);
  },
};

/** Calls of one case. */
const callsPerWalk = 46;

/** Places that are skipped above, one call each, on a session that refuses them all. */
function* fieldWalks(context: PlanContext): Generator<DraftCase> {
  const { sequence } = caseMaker(context, 'encoding/walk');
  if (!includesLevel(context.level, 'gate')) return;
  const defects = uncheckedByteDefects(context, 16);
  for (let from = 0; from < defects.length; from += callsPerWalk) {
    const walked = defects.slice(from, from + callsPerWalk);
    const title = `single bytes, one after the other: from "${walked[0]?.what}" to "${walked.at(-1)?.what}"`;
    yield* sequence('gate', title, (draft) => {
      draft.session();
      for (const defect of walked) {
        const label = `encoding/walk/${defect.name}`;
        draft.negotiate('s', applyDefect(defect, oaepBlock(label, sessionKeyFor(label))));
      }
      return draft;
    });
  }
}

const defectsByContext = new Map<string, readonly BlockDefect[]>();

/** Every single defect of an encoding, for messages of `messageBytes`; only those that the level holds. */
export function encodingDefects(context: PlanContext, messageBytes: number): readonly BlockDefect[] {
  const { level, profile } = context;
  const name = [level, profile.hash, profile.mgfHash, messageBytes].join(' ');
  let defects = defectsByContext.get(name);
  if (defects === undefined) {
    const named = new Map<string, BlockDefect>();
    for (const defect of allEncodingDefects(context, messageBytes)) {
      if (includesLevel(level, defect.level) && !named.has(defect.name)) named.set(defect.name, defect);
    }
    defectsByContext.set(name, (defects = [...named.values()]));
  }
  return defects;
}

/** As {@link encodingDefects}, for objects on which one of each kind will do until `full`. */
export function fewerEncodingDefects(context: PlanContext, messageBytes: number): readonly BlockDefect[] {
  return encodingDefects(
    includesLevel(context.level, 'full') ? context : { ...context, level: 'smoke' },
    messageBytes,
  );
}

function* allEncodingDefects(context: PlanContext, messageBytes: number): Generator<BlockDefect> {
  for (const defect of blockDefects(context)) if ('encoding' in defect.declares) yield defect;
  // The plan takes them in this order: what has few members first, so that each kind is seen early.
  yield* otherByteOrders(messageBytes);
  yield* otherPaddings();
  yield* otherMasks();
  yield* otherLabels();
  yield* everyY(context);
  yield* everySeparator(context, messageBytes);
  yield* otherHashes(context);
  yield* scrambled(context);
  yield* everyByteOfPadding(context, messageBytes);
  yield* everyByteOfLabelHash(context);
}

/** Every other hash for lHash, for MGF1, for both, and every mix of two: Java's default is SHA-256 with MGF1 of SHA-1. */
function* otherHashes({ profile }: PlanContext): Generator<BlockDefect> {
  for (const hash of hashNames) {
    if (hash === profile.hash) continue;
    yield parameterDefect('hash', `hash-${hash}`, `lHash and MGF1 with ${hash}`, 'gate', {
      hash,
      mgfHash: hash,
    });
    yield parameterDefect('hash', `lhash-${hash}`, `lHash with ${hash}, MGF1 by the profile`, 'gate', {
      hash,
      mgfHash: 'profile',
    });
  }
  for (const mgfHash of hashNames) {
    if (mgfHash === profile.mgfHash) continue;
    yield parameterDefect(
      'mgf-hash',
      `mgf-${mgfHash}`,
      `lHash by the profile, MGF1 with ${mgfHash}`,
      'gate',
      {
        mgfHash,
      },
    );
  }
  for (const hash of hashNames) {
    for (const mgfHash of hashNames) {
      if (hash === profile.hash || mgfHash === profile.mgfHash || hash === mgfHash) continue;
      const what = `lHash with ${hash}, MGF1 with ${mgfHash}`;
      yield parameterDefect('hash', `hash-${hash}-mgf-${mgfHash}`, what, 'gate', { hash, mgfHash });
    }
  }
}

/** MGF1 with another counter, or masks used in another way. */
function* otherMasks(): Generator<BlockDefect> {
  const variants = {
    'counter-from-one': 'MGF1 counter starting at 1',
    'counter-one-byte': 'MGF1 counter of one byte',
    'no-counter': 'MGF1 without a counter',
    'unmasked-seed': 'the seed not masked',
    'unmasked-db': 'DB not masked',
    'seed-mask-from-db': 'the seed masked from DB in place of maskedDB',
  } as const;
  for (const [mgf, what] of Object.entries(variants) as [keyof typeof variants, string][]) {
    yield parameterDefect('mgf', mgf, what, 'gate', { mgf });
  }
}

/** A label where the profile has none. */
function* otherLabels(): Generator<BlockDefect> {
  const text = (ascii: string): string => Buffer.from(ascii, 'latin1').toString('hex');
  const labels: readonly (readonly [string, PlanLevel, string])[] = [
    ['one byte 00', 'gate', '00'],
    ['two bytes 00', 'gate', '0000'],
    ['"x"', 'gate', text('x')],
    ['16 bytes of 00', 'gate', '00'.repeat(16)],
    ['64 bytes', 'gate', deterministicBytes('label/64', 64)],
    ['300 bytes', 'gate', deterministicBytes('label/300', 300)],
    ['the GUID of RSAES_OAEP', 'gate', '959894c12ad71d4a8e5ded857d171520'],
    ['the GUID of AES128_CTR', 'gate', '11d76b9b744fc9419e7b0be2d7d93b4f'],
    ['a key of 16 bytes', 'full', deterministicBytes('label/16', 16)],
    ['"SHA-512"', 'full', text('SHA-512')],
    ['4,096 bytes', 'full', deterministicBytes('label/4096', 4096)],
  ];
  for (const [what, level, L] of labels) {
    yield parameterDefect('label', `label-${L.length / 2}-${L.slice(0, 8)}`, `label of ${what}`, level, {
      L,
    });
  }
}

/** What a decoder may fall back on where OAEP fails. */
function* otherPaddings(): Generator<BlockDefect> {
  const type2 = nonZeroBytes('pkcs1', 128);
  yield pkcs1Defect('pkcs1-type-1', 'PKCS #1 v1.5 padding, type 1', 'gate', 1, 'ff');
  yield pkcs1Defect('pkcs1-type-2-ff', 'PKCS #1 v1.5 padding, type 2, all of PS FF', 'gate', 2, 'ff');
  yield pkcs1Defect('pkcs1-type-1-noise', 'PKCS #1 v1.5 padding, type 1, PS of noise', 'gate', 1, type2);
  yield pkcs1Defect('pkcs1-type-2-01', 'PKCS #1 v1.5 padding, type 2, all of PS 01', 'full', 2, '01');
  yield {
    ...unpaddedAtEndDefect('gate'),
    name: 'unpadded-at-start',
    what: 'no padding: a zero byte, the key, zeros',
    apply: (block) => ({
      form: 'unpadded',
      at: 'start',
      M: block.M,
      ...(block.key === undefined ? {} : { key: block.key }),
    }),
  };
}

/** The right bytes in another order. */
function* otherByteOrders(messageBytes: number): Generator<BlockDefect> {
  yield reversedCiphertextDefect('smoke');
  yield {
    name: 'rotated-right',
    what: 'ciphertext rotated to the right by one byte',
    level: 'gate',
    declares: { encoding: 'scrambled' },
    apply: (block) => ({ ...trailingZero(block), finish: [{ op: 'rotate', by: -1 }] }),
  };
  if (messageBytes !== 16) return;
  yield reordered('words-of-2/3672', 'each two bytes of the ciphertext swapped', 'byte-order', {
    op: 'reverse-words',
    bytes: 2,
  });
  yield reordered('words-of-4/4702', 'each four bytes of the ciphertext reversed', 'byte-order', {
    op: 'reverse-words',
    bytes: 4,
  });
  yield reordered('words-of-8/3832', 'each eight bytes of the ciphertext reversed', 'byte-order', {
    op: 'reverse-words',
    bytes: 8,
  });
  yield reordered('rotated-left/1159', 'ciphertext rotated to the left by one byte', 'scrambled', {
    op: 'rotate',
    by: 1,
  });
  yield reordered('halves/3352', 'halves of the ciphertext exchanged', 'scrambled', {
    op: 'rotate',
    by: 128,
  });
  // As COPP has it: PKCS #1 v1.5, and the whole array in little-endian byte order.
  const label = 'byte-order/copp/11';
  yield {
    name: 'copp',
    what: 'PKCS #1 v1.5 padding, type 2, and little-endian byte order, as for COPP',
    level: 'gate',
    declares: { encoding: 'scrambled' },
    apply: () => ({
      form: 'pkcs1-v1.5',
      blockType: 2,
      PS: nonZeroBytes(label, 128),
      M: sessionKeyFor(label),
      finish: [{ op: 'reverse' }],
    }),
  };
}

/**
 * A block whose bytes were moved. No shape that can be searched for puts the result below n, so the label was chosen for
 * which it is, with the project's test keys and profiles; with another key it may be out of range besides.
 */
function reordered(
  name: string,
  what: string,
  encoding: 'byte-order' | 'scrambled',
  finish: Finish,
): BlockDefect {
  const label = `byte-order/${name}`;
  return {
    name,
    what,
    level: 'gate',
    declares: { encoding },
    apply: () => ({ ...oaepBlock(label, sessionKeyFor(label)), finish: [finish] }),
  };
}

/** Nothing of the encoding is left: changes before unmasking, changes of the ciphertext, noise. */
function* scrambled(context: PlanContext): Generator<BlockDefect> {
  for (const at of ['first', 'middle', 'last'] as const) {
    for (const xor of ['01', '80', 'ff']) {
      const what = `${at} byte of maskedSeed changed by ${xor.toUpperCase()}`;
      yield editDefect('scrambled', `masked-seed-${at}-${xor}`, what, 'gate', {
        field: 'maskedSeed',
        at,
        xor,
      });
    }
  }
  yield unrelatedKeyDefect('smoke');
  const places = includesLevel(context.level, 'full')
    ? Array.from({ length: 256 }, (_, at) => at)
    : [0, 1, 127, 128, 254, 255];
  const gate = new Set([0, 1, 127, 128, 254, 255]);
  for (const at of places) yield ciphertextBit(at, '01', gate.has(at) ? 'gate' : 'full');
  for (const mask of ['02', '04', '08', '10', '20', '40']) yield ciphertextBit(255, mask, 'full');
  yield ciphertextBit(255, 'ff', 'gate');
  for (const n of [1, 2, 3, 4]) {
    yield noise(
      `noise-${n}`,
      `noise, the ${n}${['st', 'nd', 'rd', 'th'][n - 1]} kind`,
      n === 1 ? 'smoke' : 'full',
      deterministicBytes(`noise/${n}`, 255),
    );
  }
  yield noise('noise-01', 'all bytes 01', 'gate', '01'.repeat(255));
  yield noise('noise-7f', 'a byte 00, then all bytes FF', 'gate', 'ff'.repeat(255));
}

/** One bit of the ciphertext; its top bit is clear, so that it stays below n. */
function ciphertextBit(at: number, mask: string, level: PlanLevel): BlockDefect {
  return {
    name: `ciphertext-${at}-${mask}`,
    what: `byte ${at + 1} of the ciphertext changed by ${mask.toUpperCase()}`,
    level,
    declares: { encoding: 'scrambled' },
    apply: (block) => ({ ...block, until: 'c-top-bit-clear', finish: [{ op: 'xor', at, mask }] }),
  };
}

/** 256 bytes that are no block; the first is 00, so that they lie below n. */
function noise(name: string, what: string, level: PlanLevel, bytes: string): BlockDefect {
  return {
    name,
    what,
    level,
    declares: { encoding: 'scrambled' },
    apply: () => ({ form: 'bytes', bytes: `00${bytes}` }),
  };
}
