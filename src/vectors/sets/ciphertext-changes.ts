// Right blocks whose ciphertext was changed as a whole: bytes in another order, n added, another key. What is published must
// not change, so that these stand here and are not shared with the plan.
import { nonZeroBytes, type BlockDefect } from '../../2-plan/block-defects.ts';
import { sessionKeyFor, seedFor } from '../../steps/block-to-send.ts';
import type { Finish, OaepBlock, Shape } from '../../ciphertexts/block.ts';

function finishedWith(
  name: string,
  what: string,
  encoding: string,
  until: Shape,
  finish: Finish,
): BlockDefect {
  return {
    name,
    what,
    level: 'full',
    declares: { encoding },
    apply: (block) => ({ ...block, until, finish: [finish] }),
  };
}

/** The block of a label that was chosen because its bytes, moved, are below n under all keys and profiles of this package. */
function movedBytes(label: string, what: string, encoding: string, finish: Finish): BlockDefect {
  const block: OaepBlock = {
    form: 'oaep',
    M: sessionKeyFor(`vectors/moved/${label}`),
    seed: seedFor(`vectors/moved/${label}`),
  };
  return {
    name: label,
    what,
    level: 'full',
    declares: { encoding },
    apply: () => ({ ...block, finish: [finish] }),
  };
}

/** Little-endian ciphertexts, whole or in words, as CAPI and big-number code have them; and bytes moved by one. */
export const otherOrders: readonly BlockDefect[] = [
  finishedWith('reversed', 'ciphertext in little-endian byte order', 'byte-order', 'c-reversed-below-n', {
    op: 'reverse',
  }),
  movedBytes('words-of-2/960', 'each two bytes of the ciphertext swapped', 'byte-order', {
    op: 'reverse-words',
    bytes: 2,
  }),
  movedBytes('words-of-4/144', 'each four bytes of the ciphertext reversed', 'byte-order', {
    op: 'reverse-words',
    bytes: 4,
  }),
  movedBytes('words-of-8/344', 'each eight bytes of the ciphertext reversed', 'byte-order', {
    op: 'reverse-words',
    bytes: 8,
  }),
  finishedWith(
    'rotated-right',
    'ciphertext rotated to the right by one byte',
    'scrambled',
    'c-trailing-zero',
    {
      op: 'rotate',
      by: -1,
    },
  ),
  movedBytes('rotated-left/1525', 'ciphertext rotated to the left by one byte', 'scrambled', {
    op: 'rotate',
    by: 1,
  }),
];

/** PKCS #1 v1.5 with the whole array little-endian: what COPP, the older protocol with the same plaintext, encrypts. */
export const coppBlock: BlockDefect = {
  name: 'copp',
  what: 'PKCS #1 v1.5 padding, type 2, in little-endian byte order, as COPP has it',
  level: 'full',
  declares: { encoding: 'scrambled' },
  apply: () => ({
    form: 'pkcs1-v1.5',
    blockType: 2,
    PS: nonZeroBytes('vectors/copp/4', 128),
    M: sessionKeyFor('vectors/copp/4'),
    finish: [{ op: 'reverse' }],
  }),
};

/** Under a key that is not the certificate's; the top bit is clear, so that c is below that one's n. */
export const unrelatedKeyBlock: BlockDefect = {
  name: 'stranger',
  what: "Encrypted under a public key that is not the certificate's",
  level: 'full',
  declares: { encoding: 'public-key' },
  apply: (block) => ({ ...block, key: 'stranger', until: 'c-top-bit-clear' }),
};

/** c + n, whose first byte is that of n: a comparison of the first bytes alone does not see it. */
export const plusModulus: BlockDefect = {
  name: 'c-plus-n',
  what: 'n added to a ciphertext that begins with 00',
  level: 'full',
  declares: { integer: 'at-or-above-n' },
  apply: (block) => ({ ...block, until: 'c-leading-zero', finish: [{ op: 'add-n' }] }),
};
