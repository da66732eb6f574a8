// For tests of the reports alone: kinds of cases, with what a right driver does and what a finding says.
import { createHash } from 'node:crypto';
import type { Verdict } from '../4-judge/verdict.ts';
import type { Block, Edit } from '../ciphertexts/block.ts';
import type { CaseKind } from '../steps/case.ts';
import type { Step } from '../steps/recipe.ts';

export const negotiate = 'NegotiateCryptoSessionKeyExchange';
const key = '000102030405060708090a0b0c0d0e0f';

/** SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface Template {
  readonly kind: CaseKind;
  readonly property: string;
  readonly title: (index: number) => string;
  readonly clauses: readonly string[];
  readonly point: Readonly<Record<string, string>>;
  readonly block: (index: number) => Block | null;
  readonly dataSize?: (index: number) => number;
  /** What a right driver does. */
  readonly right: Verdict;
  /** What a finding says was expected, and what came. */
  readonly said: readonly [expected: string, got: string];
  readonly unsupported?: string;
  readonly before?: readonly Step[];
}

const base = {
  dialect: 'd3d11.1',
  keyExchange: 'rsaes-oaep',
  size: 'equal',
  encoding: 'valid',
  pointer: 'valid',
  sessionKey: 'none',
};

function oaep(index: number, rest: Partial<Extract<Block, { form: 'oaep' }>> = {}): Block {
  return { form: 'oaep', M: key, seed: sha256(`seed ${index}`).repeat(2), ...rest };
}

const edits: readonly (readonly [string, Edit])[] = [
  ['Y', { field: 'Y', at: 0, xor: '01' }],
  ['lHash', { field: 'lHash', at: 'last', xor: '80' }],
  ['PS', { field: 'PS', at: 'middle', set: 'ff' }],
  ['separator', { field: 'separator', at: 0, set: '02' }],
];

export const templates: readonly Template[] = [
  {
    kind: 'random',
    property: 'exchange',
    said: ['S_OK (0x00000000); the key in force is the one sent', 'E_INVALIDARG (0x80070057)'],
    title: (index) => `a valid block, key and seed from draw ${index}`,
    clauses: ['NCSKE-OK-1', 'NCSKE-OK-2', 'NCSKE-ERR-14'],
    point: base,
    block: (index) => oaep(index),
    right: 'pass',
  },
  {
    kind: 'boundary',
    property: 'size',
    said: ['a failure code', 'S_OK (0x00000000); the key in force is the one sent'],
    title: (index) => `DataSize ${index % 255}, the block cut to it`,
    clauses: ['NCSKE-ERR-1', 'NCSKE-ERR-2'],
    point: { ...base, size: 'below' },
    block: (index) => oaep(index, { finish: [{ op: 'truncate', to: index % 255 }] }),
    dataSize: (index) => index % 255,
    right: 'pass',
  },
  {
    kind: 'defect',
    property: 'encoding',
    said: ['a failure code', 'S_OK (0x00000000); the key in force is the one sent'],
    title: (index) => `${edits[index % 4]?.[0] ?? ''} wrong in one byte, all else right`,
    clauses: ['NCSKE-ERR-3', 'NCSKE-ERR-5'],
    point: { ...base, encoding: 'PS' },
    block: (index) => oaep(index, { edits: edits.slice(index % 4, (index % 4) + 1).map(([, edit]) => edit) }),
    right: 'pass',
  },
  {
    kind: 'sequence',
    property: 'sequences',
    said: [
      'a failure code; the key in force is the one before',
      'E_INVALIDARG (0x80070057); no key is in force',
    ],
    title: () => 'a refused block after an accepted one, on the same session',
    clauses: ['NCSKE-ST-1', 'NCSKE-OK-4'],
    point: { ...base, sessionKey: 'set', encoding: 'hash' },
    block: (index) => oaep(index, { hash: 'sha1' }),
    right: 'pass',
    before: [{ call: negotiate, session: 's0', data: oaep(7) }],
  },
  {
    kind: 'boundary',
    property: 'pointer',
    said: ['not settled', 'E_INVALIDARG (0x80070057)'],
    title: () => 'pData null, DataSize 256',
    clauses: ['NCSKE-ERR-9'],
    point: { ...base, pointer: 'null' },
    block: () => null,
    right: 'observed',
  },
  {
    kind: 'relation',
    property: 'opm',
    said: ['a failure status: the random number differs', 'STATUS_SUCCESS (0x00000000)'],
    title: (index) => `an OPM block whose random number differs in byte ${index % 16}`,
    clauses: ['NCSKE-OPM-5'],
    point: { ...base },
    block: (index) => oaep(index),
    right: 'unsupported',
    unsupported: 'the adapter does not declare the capability opm',
  },
];
