// The private key of a group: its numbers must be those of an RSA key, and those in the PKCS #8.
import { createPrivateKey } from 'node:crypto';
import { privateKeyOf, type PrivateKey } from '../../ciphertexts/open/private-key.ts';
import type { ExchangeGroup } from '../format.ts';

/** @throws RangeError that says which numbers are inconsistent */
export function groupKey({
  privateKey: numbers,
  privateKeyPkcs8,
}: Pick<ExchangeGroup, 'privateKey' | 'privateKeyPkcs8'>): PrivateKey {
  const big = (hex: string): bigint => BigInt(`0x${hex}`);
  const [n, e, d] = [big(numbers.modulus), big(numbers.publicExponent), big(numbers.privateExponent)];
  const [p, q] = [big(numbers.prime1), big(numbers.prime2)];
  if (p * q !== n) throw new RangeError('prime1 * prime2 is not the modulus');
  if ((e * d) % (p - 1n) !== 1n || (e * d) % (q - 1n) !== 1n)
    throw new RangeError('publicExponent * privateExponent is not 1 modulo prime1 - 1 and prime2 - 1');
  if (big(numbers.exponent1) !== d % (p - 1n) || big(numbers.exponent2) !== d % (q - 1n))
    throw new RangeError('exponent1 or exponent2 is not privateExponent modulo the prime minus 1');
  if ((big(numbers.coefficient) * q) % p !== 1n)
    throw new RangeError('coefficient is not 1 / prime2 modulo prime1');
  const der = Buffer.from(privateKeyPkcs8, 'hex');
  const key = privateKeyOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  const exponent = Buffer.from(key.keyObject.export({ format: 'jwk' }).d ?? '', 'base64url');
  if (key.n !== n || big(exponent.toString('hex')) !== d)
    throw new RangeError('privateKeyPkcs8 holds another key than privateKey');
  return key;
}
