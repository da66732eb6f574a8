// For tests of the reports alone: a small contract with clauses of every level, and quotes for their sources.
// It is no contract that anything is judged by.
import type { Condition, Level, Basis, PointVariable, Rule } from '../1-contract/model.ts';
import type { Quote } from './input.ts';

const negotiate = 'NegotiateCryptoSessionKeyExchange';

function rule(
  line: number,
  id: string,
  level: Level,
  basis: Basis,
  statement: string,
  rest: {
    when?: Condition;
    allow?: Condition;
    call?: string;
    source?: string;
    derivation?: string;
    needs?: readonly string[];
  } = {},
): Rule {
  return {
    id,
    call: [rest.call ?? negotiate],
    when: rest.when ?? {},
    kind: 'constraint',
    allow: rest.allow ?? {},
    level,
    basis,
    party: 'driver',
    needs: rest.needs ?? [],
    source: [rest.source ?? 'ddi-negotiate#return-value'],
    statement,
    ...(rest.derivation === undefined ? {} : { derivation: rest.derivation }),
    at: { file: rest.call === undefined ? 'negotiate.json' : 'around.json', line },
  };
}

export const fixtureRules: readonly Rule[] = [
  rule(
    12,
    'NCSKE-OK-1',
    'MUST',
    'derived',
    'A valid block of 256 bytes for a live RSAES_OAEP session is accepted',
    {
      source: 'ddi-negotiate#must-contain-256',
      derivation: 'The page states the shape; hash and plaintext follow from the exchange being that of OPM',
    },
  ),
  rule(19, 'NCSKE-OK-2', 'MUST', 'stated', 'After success the key in force is the one that was sent', {
    needs: ['keyOracle'],
  }),
  rule(27, 'NCSKE-OK-4', 'MUST', 'derived', 'An exchange on one session leaves other sessions alone', {
    derivation: 'A key belongs to its crypto session object',
    needs: ['keyOracle'],
  }),
  rule(41, 'NCSKE-ERR-1', 'MUST', 'derived', 'DataSize other than 256 on an RSAES_OAEP session is refused', {
    source: 'ddi-negotiate#must-contain-256',
    derivation: 'The buffer must contain 256 bytes; a call that breaks this cannot succeed',
    when: { size: ['below', 'above'] },
  }),
  rule(
    48,
    'NCSKE-ERR-2',
    'SHOULD',
    'derived',
    'The refusal of a wrong DataSize says that a parameter was incorrect',
    {
      derivation: 'It is the only failure code listed that fits',
    },
  ),
  rule(55, 'NCSKE-ERR-3', 'MUST', 'derived', 'A block that is no valid RSAES-OAEP encoding is refused', {
    source: 'opm-set-signing-key#steps',
    derivation: 'The exchange is that of OPM, whose driver must detect this and fail',
  }),
  rule(62, 'NCSKE-ERR-5', 'SHOULD', 'derived', 'All decoding errors give one and the same code', {
    source: 'rfc8017#7.1.2',
    derivation: 'RFC 8017 asks that causes be indistinguishable',
  }),
  rule(70, 'NCSKE-ERR-9', 'OPEN', 'open', 'pData null with DataSize 256', {
    derivation: 'No page says what a driver does with a null pointer',
  }),
  rule(78, 'NCSKE-ERR-13', 'MUST', 'derived', 'Nothing is written outside of pData', {
    derivation: 'The five-argument form annotates pData as DataSize bytes long',
    needs: ['capability:buffers'],
  }),
  rule(84, 'NCSKE-ERR-14', 'SHOULD', 'derived', 'pfnSetErrorCb is not called during the exchange', {
    derivation: 'A function that returns an HRESULT reports its errors there',
  }),
  rule(90, 'NCSKE-ST-1', 'SHOULD', 'derived', 'A failed call leaves the session key as it was', {
    derivation: 'Failure without effect is what callers of a DDI rely on',
    needs: ['keyOracle'],
  }),
  rule(
    99,
    'NCSKE-ST-2',
    'OPEN',
    'open',
    'A second successful call replaces the key, or fails and keeps the first',
  ),
  rule(
    14,
    'NCSKE-CERT-2',
    'MUST',
    'stated',
    'The certificate is an X.509 chain whose leaf holds an RSA-2048 key',
    {
      call: 'GetCertificate',
      source: 'd3d9-certificate#format',
    },
  ),
  rule(33, 'NCSKE-OPM-5', 'MUST', 'stated', 'A random number that differs in any byte is refused', {
    call: 'OPMSetSigningKeyAndSequenceNumbers',
    source: 'opm-set-signing-key#steps',
    needs: ['capability:opm'],
  }),
];

export const fixtureQuotes: ReadonlyMap<string, Quote> = new Map([
  [
    'ddi-negotiate#must-contain-256',
    {
      title: 'PFND3D11_1DDI_NEGOTIATECRYPTOSESSIONKEYESCHANGE',
      where: 'Remarks',
      quote: 'must contain 256 bytes of data',
      url: 'https://learn.microsoft.com/windows-hardware/drivers/ddi/d3d10umddi/',
    },
  ],
  [
    'ddi-negotiate#return-value',
    { title: 'PFND3D11_1DDI_NEGOTIATECRYPTOSESSIONKEYESCHANGE', where: 'Return value' },
  ],
  ['opm-set-signing-key#steps', { title: 'DxgkDdiOPMSetSigningKeyAndSequenceNumbers', where: 'Remarks' }],
  ['d3d9-certificate#format', { title: 'GetCertificate (Direct3D 9)', where: 'Remarks' }],
  [
    'rfc8017#7.1.2',
    {
      title: 'RFC 8017',
      where: 'section 7.1.2, note',
      url: 'https://www.rfc-editor.org/rfc/rfc8017#section-7.1.2',
    },
  ],
]);

function variable(
  name: string,
  values: readonly string[],
  role: PointVariable['role'] = 'context',
): PointVariable {
  return { name, statement: `what ${name} is`, role, calls: [negotiate], values, normal: values[0] ?? '' };
}

export const fixturePoints: readonly PointVariable[] = [
  variable('dialect', ['d3d11.1', 'wddm2.4']),
  variable('keyExchange', ['rsaes-oaep', 'hw-protection', 'other']),
  variable('size', ['equal', 'below', 'above'], 'defect'),
  variable('encoding', ['valid', 'Y', 'lHash', 'PS', 'separator', 'hash', 'mgf'], 'defect'),
  variable('pointer', ['valid', 'null'], 'defect'),
  variable('sessionKey', ['none', 'set'], 'state'),
];
