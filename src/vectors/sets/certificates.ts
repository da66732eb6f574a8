// vectors/certificates.json: what drivers return as their certificate, in each container, whole and broken.
import type { Container } from '../../emulator/certificate-chain.ts';
import type { ByteChange, CertificateRecipe } from '../certificate-recipe.ts';
import type { Flag } from '../notes.ts';

export interface DraftCertificate {
  readonly flags: readonly Flag[];
  readonly comment: string;
  readonly recipe: CertificateRecipe;
}

const containerTitles: Readonly<Record<Container, string>> = {
  pkcs7: 'PKCS #7',
  concatenated: 'certificates one behind the other',
  der: 'one certificate alone',
};

type Leaf = 'test-rsa2048-a' | 'test-rsa2048-e3' | 'test-rsa1024' | 'test-rsa3072' | 'test-ec-p256';

function chainVector(
  flag: Flag,
  comment: string,
  container: Container,
  { leaf = 'test-rsa2048-a', length = 3 }: { leaf?: Leaf; length?: 2 | 3 | 4 } = {},
  ...changes: readonly ByteChange[]
): DraftCertificate {
  const chain = { leaf, container, length };
  const recipe = changes.length === 0 ? { chain } : { chain, changes };
  return { flags: [flag], comment: `${comment}: ${containerTitles[container]}`, recipe };
}

const containers: readonly Container[] = ['pkcs7', 'concatenated', 'der'];

/** All certificate vectors. */
export function* certificateVectors(): Generator<DraftCertificate> {
  for (const container of containers) yield chainVector('Container', 'A chain', container);
  for (const length of [2, 4] as const) {
    for (const container of ['pkcs7', 'concatenated'] as const)
      yield chainVector('LongerChain', `A chain of ${length} certificates`, container, { length });
  }
  for (const [what, order] of [
    ['the root first', [2, 1, 0]],
    ['the leaf in the middle', [1, 0, 2]],
    ['the leaf twice', [0, 1, 2, 0]],
  ] as const) {
    yield {
      flags: ['OrderOfCertificates'],
      comment: `Certificates one behind the other, ${what}`,
      recipe: { chain: { leaf: 'test-rsa2048-a', container: 'concatenated', length: 3, order } },
    };
  }
  for (const container of containers)
    yield chainVector('OtherExponent', 'A leaf with the exponent 3', container, { leaf: 'test-rsa2048-e3' });
  for (const [leaf, flag, what] of [
    ['test-rsa1024', 'OtherKeyLength', 'A leaf with an RSA key of 1024 bits'],
    ['test-rsa3072', 'OtherKeyLength', 'A leaf with an RSA key of 3072 bits'],
    ['test-ec-p256', 'OtherKeyType', 'A leaf with a key on the curve P-256'],
  ] as const) {
    for (const container of containers) yield chainVector(flag, what, container, { leaf });
  }
  for (const container of containers) {
    yield chainVector(
      'TrailingBytes',
      'A chain, then 16 bytes of 00',
      container,
      {},
      {
        op: 'append',
        bytes: '00'.repeat(16),
      },
    );
    yield chainVector(
      'TrailingBytes',
      'A chain, then four bytes of something else',
      container,
      {},
      {
        op: 'append',
        bytes: 'deadbeef',
      },
    );
    yield chainVector(
      'Truncated',
      'A chain without its last byte',
      container,
      {},
      { op: 'drop-back', bytes: 1 },
    );
    yield chainVector(
      'Truncated',
      'The first 100 bytes of a chain',
      container,
      {},
      { op: 'truncate', to: 100 },
    );
  }
  yield chainVector('NotACertificate', 'A chain as PEM text', 'der', {}, { op: 'as-pem' });
  for (const [comment, bytes] of [
    ['No bytes at all', ''],
    ['256 bytes of 00', '00'.repeat(256)],
    ['An empty SEQUENCE', '3000'],
    ['A SEQUENCE that says it is longer than what is there', '30820400'],
    ['PKCS #7 data that is not signed', '300b06092a864886f70d010701'],
    [
      'PKCS #7 without certificates',
      '302306092a864886f70d010702a016301402010131003' + '00b06092a864886f70d0107013100',
    ],
    ['A key alone, without a certificate', '300d06092a864886f70d0101010500'],
  ] as const) {
    yield { flags: ['NotACertificate'], comment, recipe: { bytes } };
  }
}
