// --emit vector: the last block of a case as a vector, for the certificate it was sent to.
import { createHash } from 'node:crypto';
import { SuiteError } from '../../core/errors.ts';
import type { Contract } from '../../1-contract/model.ts';
import { readChain } from '../../ciphertexts/certificate/chain.ts';
import type { Case } from '../../steps/case.ts';
import { expectedExchange, abnormalVariables } from '../expect.ts';
import type { Transcript } from './transcript.ts';

const calls: ReadonlySet<string> = new Set([
  'NegotiateCryptoSessionKeyExchange',
  'NegotiateCryptoSessionKeyExchangeMT',
  'NegotiateAuthenticatedChannelKeyExchange',
  'OPMSetSigningKeyAndSequenceNumbers',
]);

/** The vector, as JSON. @throws SuiteError `EMIT_VECTOR` for a case that sends no block */
export function vectorText(
  contract: Contract,
  planned: Case,
  { calls: made, observation }: Transcript,
): string {
  const at = planned.recipe.steps.findLastIndex((step) => calls.has(step.call));
  const sent = made.findLast((one) => calls.has(one.method));
  const point = planned.points[at];
  if (sent === undefined || point === undefined || point === null) {
    throw new SuiteError(
      'EMIT_VECTOR',
      `expected a case that sends a block; ${planned.id} sends none`,
      'use --emit c or python',
    );
  }
  const { DataSize, pData, EncryptedParameters } = sent.params;
  const certificate = made.findLast((one) => typeof one.result['Certificate'] === 'string')?.result[
    'Certificate'
  ];
  const bytes = Buffer.from(typeof certificate === 'string' ? certificate : '', 'hex');
  const chain = bytes.length === 0 ? undefined : readChain(bytes);
  const output = sent.params['hProtectedOutput'];
  const random = made.findLast(
    ({ method, params }) => method === 'OPMGetRandomNumber' && params['hProtectedOutput'] === output,
  )?.result['RandomNumber'];
  const carried = observation.passes[0]?.steps[at]?.carried?.sent;
  const { result, allowed, clauses } = expectedExchange(contract, sent.method, point);
  const vector = {
    schema: 'kexcts-case-vector/1',
    comment: planned.title,
    call: sent.method,
    ...(chain?.form === 'rsa-2048'
      ? {
          certificateSha256: createHash('sha256').update(bytes).digest('hex'),
          publicKey: {
            modulus: chain.modulus.toString('hex'),
            publicExponent: chain.exponent.toString(16).padStart(6, '0'),
          },
        }
      : {}),
    ct: pData ?? EncryptedParameters ?? null,
    ...(DataSize === undefined ? {} : { dataSize: DataSize }),
    ...(typeof random === 'string' && output !== undefined ? { random } : {}),
    result,
    ...(result === 'valid' && carried !== undefined ? { key: carried } : {}),
    allowed,
    clauses,
    point: abnormalVariables(contract, sent.method, point),
    case: planned.id,
    recipe: planned.recipe,
  };
  return `${JSON.stringify(vector, null, 2)}\n`;
}
