// Ed25519 keys of the user's, as PEM files.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { reasonOf, SuiteError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';

const remedy = {
  private: 'make one: openssl genpkey -algorithm ed25519 -out key.pem',
  public: 'take it from the private one: openssl pkey -in key.pem -pubout -out key.pub.pem',
} as const;

function read(path: string, kind: keyof typeof remedy, parse: (pem: Buffer) => KeyObject): KeyObject {
  const bad = (what: string): SuiteError =>
    new SuiteError(
      'STATEMENT_KEY',
      `expected a ${kind} Ed25519 key (PEM) in ${plainText(path, 500)}; ${plainText(what, 300)}`,
      remedy[kind],
    );
  let key: KeyObject;
  try {
    key = parse(readFileSync(path));
  } catch (error) {
    throw bad(reasonOf(error));
  }
  if (key.asymmetricKeyType !== 'ed25519') throw bad(`it is of type ${key.asymmetricKeyType ?? 'unknown'}`);
  return key;
}

/**
 * Reads a private key (PKCS #8), and its public half.
 * @param passphrase of an encrypted one.
 * @throws SuiteError `STATEMENT_KEY`
 */
export function readPrivateKey(
  path: string,
  passphrase: string | undefined,
): { privateKey: KeyObject; publicKey: KeyObject } {
  const privateKey = read(path, 'private', (key) =>
    createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) }),
  );
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/**
 * Reads a public key (SPKI); a private one stands for its public half.
 * @throws SuiteError `STATEMENT_KEY`
 */
export function readPublicKey(path: string): KeyObject {
  return read(path, 'public', (pem) => createPublicKey(pem));
}
