// Blocks that are no RSAES-OAEP encoding by the profile under the certificate's key: every kind of defect, one at a time.
import { nonZeroBytes, parameterDefect, pkcs1Defect, type BlockDefect } from '../../2-plan/block-defects.ts';
import { deterministicBytes } from '../../core/deterministic-bytes.ts';
import { hashNames, type OaepBlock } from '../../ciphertexts/block.ts';
import { hashTitles } from '../format.ts';
import { coppBlock, otherOrders, plusModulus, unrelatedKeyBlock } from './ciphertext-changes.ts';
import { labelHash, leadingByte, padding, separator } from './fields.ts';
import type { FlaggedDefect, SetContext } from './set.ts';

/** All defects of an encoding, for messages of so many bytes. */
export function* encodingDefects(context: SetContext, messageBytes: number): Generator<FlaggedDefect> {
  yield* leadingByte();
  yield* labelHash(context);
  yield* padding(context, messageBytes);
  yield* separator(messageBytes);
  yield* otherHashes(context);
  yield* otherMasks();
  yield* otherLabels();
  yield* otherPaddings(messageBytes);
  for (const defect of otherOrders) {
    // Those of one label carry a key alone.
    if (messageBytes === 16 || defect.name === 'reversed') yield { flag: 'ByteOrder', defect };
  }
  yield { flag: 'WrongKey', defect: unrelatedKeyBlock };
  yield { flag: 'CiphertextOutOfRange', defect: plusModulus };
}

const title = (hash: string): string => hashTitles[hash] ?? hash;

function* otherHashes({ profile }: SetContext): Generator<FlaggedDefect> {
  for (const hash of hashNames) {
    if (hash === profile.hash) continue;
    yield {
      flag: 'WrongHash',
      defect: parameterDefect('hash', `hash-${hash}`, `lHash and MGF1 with ${title(hash)}`, 'full', {
        hash,
        mgfHash: hash,
      }),
    };
    yield {
      flag: 'WrongHash',
      defect: parameterDefect(
        'hash',
        `lhash-${hash}`,
        `lHash with ${title(hash)}, MGF1 with ${title(profile.mgfHash)}`,
        'full',
        { hash, mgfHash: 'profile' },
      ),
    };
  }
  // Libraries that set the hash of the label alone leave MGF1 at its default, which is SHA-1 in most; the documented profile has
  // all others, too.
  for (const hash of hashNames) {
    for (const mgfHash of profile.documented ? hashNames : (['sha1'] as const)) {
      if (hash === profile.hash || mgfHash === profile.mgfHash || hash === mgfHash) continue;
      const what = `lHash with ${title(hash)}, MGF1 with ${title(mgfHash)}`;
      yield {
        flag: 'WrongHash',
        defect: parameterDefect('hash', `hash-${hash}-mgf-${mgfHash}`, what, 'full', { hash, mgfHash }),
      };
    }
  }
  for (const mgfHash of hashNames) {
    if (mgfHash === profile.mgfHash) continue;
    const what = `lHash with ${title(profile.hash)}, MGF1 with ${title(mgfHash)}`;
    yield {
      flag: 'WrongMgfHash',
      defect: parameterDefect('mgf-hash', `mgf-${mgfHash}`, what, 'full', { mgfHash }),
    };
  }
}

const maskVariants = {
  'counter-little-endian': 'MGF1 counter little-endian',
  'counter-from-one': 'MGF1 counter starting at 1',
  'counter-one-byte': 'MGF1 counter of one byte',
  'no-counter': 'MGF1 without a counter',
  'unmasked-seed': 'The seed not masked',
  'unmasked-db': 'DB not masked',
} as const;

function* otherMasks(): Generator<FlaggedDefect> {
  for (const [mgf, what] of Object.entries(maskVariants) as [keyof typeof maskVariants, string][])
    yield { flag: 'ModifiedMgf', defect: parameterDefect('mgf', mgf, what, 'full', { mgf }) };
}

/** Labels that vectors have, for their check. */
export const labels: readonly (readonly [what: string, L: string])[] = [
  ['of one byte 00', '00'],
  ['of two bytes 00', '0000'],
  ['"x"', '78'],
  ['"OPM"', '4f504d'],
  ['of 16 bytes 00', '00'.repeat(16)],
  ['of 64 bytes', deterministicBytes('vectors/label/64', 64)],
  ['of 300 bytes', deterministicBytes('vectors/label/300', 300)],
  ['that is the GUID of RSAES_OAEP', '959894c12ad71d4a8e5ded857d171520'],
  ['that is the GUID of AES128_CTR', '11d76b9b744fc9419e7b0be2d7d93b4f'],
];

function* otherLabels(): Generator<FlaggedDefect> {
  for (const [what, L] of labels) {
    yield {
      flag: 'WrongLabel',
      defect: parameterDefect('label', `label-${L.length / 2}-${L.slice(0, 8)}`, `Label ${what}`, 'full', {
        L,
      }),
    };
  }
}

function unpadded(name: string, what: string, at: 'start' | 'end'): BlockDefect {
  return {
    name,
    what,
    level: 'full',
    declares: { encoding: 'unpadded' },
    apply: (block: OaepBlock) => ({ form: 'unpadded', at, M: block.M }),
  };
}

function* otherPaddings(messageBytes: number): Generator<FlaggedDefect> {
  const random = nonZeroBytes('vectors/pkcs1', 128);
  const defects: readonly BlockDefect[] = [
    pkcs1Defect('pkcs1-type-2', 'PKCS #1 v1.5 padding, type 2', 'full', 2, random),
    pkcs1Defect('pkcs1-type-1', 'PKCS #1 v1.5 padding, type 1', 'full', 1, 'ff'),
    unpadded('unpadded-at-end', 'No padding: zeros, then the key', 'end'),
    unpadded('unpadded-at-start', 'No padding: a zero byte, the key, zeros', 'start'),
    ...(messageBytes === 16 ? [coppBlock] : []),
  ];
  for (const defect of defects) yield { flag: 'OtherPadding', defect };
}
