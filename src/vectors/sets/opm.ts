// vectors/opm.json: blocks for OPM's DxgkDdiOPMSetSigningKeyAndSequenceNumbers. The random number is the output's; a real
// output chooses its own, so that these blocks are made anew for it.
import { applyDefect } from '../../2-plan/block-defects.ts';
import { deterministicBytes } from '../../core/deterministic-bytes.ts';
import { sessionKeyFor, type BlockToSend } from '../../steps/block-to-send.ts';
import { contractBound, longestMessage } from '../../2-plan/lengths.ts';
import type { Edit, Hex, Message, OaepBlock } from '../../ciphertexts/block.ts';
import type { Flag } from '../notes.ts';
import { representatives } from './representatives.ts';
import {
  plainBlock,
  planContext,
  sentence,
  vector,
  vectorKeyNames,
  type DraftVector,
  type SetContext,
  type VectorSet,
} from './set.ts';

function littleEndian(status: number, command: number): Hex {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(status, 0);
  bytes.writeUInt32LE(command, 4);
  return bytes.toString('hex');
}

/** The four fields; key and sequence numbers grow from the name where none are given. */
function opmMessage(
  name: string,
  key = sessionKeyFor(`vectors/opm/${name}`),
  numbers?: Hex,
): readonly string[] {
  return ['$random', key, numbers ?? deterministicBytes(`vectors/opm/sequence/${name}`, 8)];
}

function opmBlock(name: string, M: Message = opmMessage(name)): OaepBlock {
  return plainBlock(`opm/${name}`, M);
}

const withoutDefect = (block: OaepBlock): BlockToSend => ({ block, declares: {} });

function opmVector(flag: Flag, comment: string, sent: BlockToSend, key?: DraftVector['key']): DraftVector {
  const random = deterministicBytes(`vectors/opm/random/${comment}`, 16);
  return vector(flag, comment, sent, { random, ...(key === undefined ? {} : { key }) });
}

function* validVectors(): Generator<DraftVector> {
  for (const key of vectorKeyNames) {
    const comment = 'Parameters of no remarkable shape';
    yield opmVector('Normal', comment, withoutDefect(opmBlock(`plain/${key}`)), key);
  }
  for (const [what, status, command] of [
    ['0 and 1', 0, 1],
    ['1 and 0', 1, 0],
    ['0x01020304 and 0x05060708', 0x01020304, 0x05060708],
    ['0xFFFFFFFF and 0', 0xffffffff, 0],
    ['0x7FFFFFFF and 0x80000000', 0x7fffffff, 0x80000000],
  ] as const) {
    const M = opmMessage(`numbers/${what}`, undefined, littleEndian(status, command));
    const comment = `Status and command sequence numbers ${what}`;
    yield opmVector('SequenceNumbers', comment, withoutDefect(opmBlock(`numbers/${what}`, M)));
  }
  for (const [what, key] of [
    ['is all 00', '00'.repeat(16)],
    ['begins with 00 01', `0001${deterministicBytes('vectors/opm/key', 14)}`],
    ['ends in 00', `${deterministicBytes('vectors/opm/key/end', 15)}00`],
  ] as const) {
    const M = opmMessage(`key/${what}`, key);
    yield opmVector('KeyContents', `The signing key ${what}`, withoutDefect(opmBlock(`key/${what}`, M)));
  }
}

function* lengths(context: SetContext): Generator<DraftVector> {
  const bound = contractBound(context, 'opmMessage');
  for (const n of [bound + 1, bound + 16, longestMessage(planContext(context))]) {
    const M = [...opmMessage(`more/${n}`), deterministicBytes(`vectors/opm/more/${n}`, n - bound)];
    const comment = `The four fields, then ${n - bound} bytes`;
    yield opmVector('MoreThanFields', comment, withoutDefect(opmBlock(`more/${n}`, M)));
  }
  const rest = [...opmMessage('again'), ...opmMessage('again/second')];
  yield opmVector(
    'MoreThanFields',
    'The four fields, then the random number, another key and other sequence numbers',
    withoutDefect(opmBlock('again', rest)),
  );
  for (const [n, what] of [
    [0, 'No plaintext at all'],
    [16, 'The random number alone'],
    [32, 'The fields without the sequence numbers'],
    [36, 'The fields without the command sequence number'],
    [39, 'The fields without their last byte'],
  ] as const) {
    const [random = '', ...others] = opmMessage(`fewer/${n}`);
    const behind = others.join('').slice(0, 2 * Math.max(0, n - 16));
    const M: Message = n === 0 ? '' : behind === '' ? [random] : [random, behind];
    yield opmVector('TooFewFields', what, withoutDefect(opmBlock(`fewer/${n}`, M)));
  }
}

const differs = { random: 'differs' };

function* randomNumbers(): Generator<DraftVector> {
  const changed = (what: string, ...edits: readonly Edit[]): DraftVector =>
    opmVector('RandomNumberMismatch', `The random number: ${what}`, {
      block: { ...opmBlock(`random/${what}`), edits },
      declares: differs,
    });
  const at = (place: number, xor: string): Edit => ({ field: 'M', at: place, xor });
  for (let place = 0; place < 16; place += 1) {
    const edge = place === 0 || place === 15;
    for (const xor of edge ? ['01', '80'] : ['10']) {
      yield changed(`byte ${place + 1} changed by ${xor}`, at(place, xor));
    }
  }
  yield changed('first and last byte changed by 80, so that XOR and sum stay', at(0, '80'), at(15, '80'));
  yield changed('first two bytes changed by 55, so that their XOR stays', at(0, '55'), at(1, '55'));
  yield changed('every byte changed by FF', at(0, 'ff'.repeat(16)));
}

function* fieldOrders(): Generator<DraftVector> {
  const [random = '', key = '', numbers = ''] = opmMessage('order');
  const orderings: readonly (readonly [flag: Flag, what: string, M: Message])[] = [
    ['RandomNumberMismatch', 'All 00 in place of the random number', ['00'.repeat(16), key, numbers]],
    ['RandomNumberMismatch', 'The random number in reverse byte order', ['$random-reversed', key, numbers]],
    ['FieldOrder', 'Key and random number exchanged', [key, random, numbers]],
    ['FieldOrder', 'The sequence numbers in front', [numbers, random, key]],
    ['FieldOrder', 'The random number behind everything', [key, numbers, random]],
    [
      'FieldOrder',
      'One byte 00 in front, and the last byte missing',
      ['00', random, key, numbers.slice(0, 14)],
    ],
  ];
  for (const [flag, what, M] of orderings)
    yield opmVector(flag, what, { block: opmBlock(`order/${what}`, M), declares: differs });
}

function* encodings(context: SetContext): Generator<DraftVector> {
  const bound = contractBound(context, 'opmMessage');
  for (const { flag, defect } of representatives(context, bound)) {
    yield opmVector(flag, sentence(defect.what), applyDefect(defect, opmBlock(`encoding/${defect.name}`)));
  }
}

export const opmSet: VectorSet = {
  name: 'opm',
  type: 'OpmKeyExchange',
  profile: 'opm-sha512',
  header: [
    'Blocks for DxgkDdiOPMSetSigningKeyAndSequenceNumbers: 40 bytes of plaintext, beginning with the random number of the output.',
    'ct are the EncryptedParameters, random is what the output told, fields are what is set. Every invalid block has one defect.',
  ],
  *vectors(context) {
    yield* validVectors();
    yield* lengths(context);
    yield* randomNumbers();
    yield* fieldOrders();
    yield* encodings(context);
  },
};
