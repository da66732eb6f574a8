// Wycheproof's files of RSAES-OAEP decryption (schema rsaes_oaep_decrypt_schema_v1.json).
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { hashTitles } from '../format.ts';
import type { ImportedVector } from './imported.ts';

const schemaName = 'rsaes_oaep_decrypt_schema_v1.json';

interface Test {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly ct: string;
  readonly label: string;
  readonly result: string;
}
interface Group {
  readonly keySize: number;
  readonly sha: string;
  readonly mgfSha: string;
  readonly privateKeyPkcs8: string;
  readonly tests: readonly Test[];
}

/** Whether parsed JSON says that it is such a file. */
export function isWycheproof(data: unknown): data is { readonly testGroups: readonly Group[] } {
  return (
    typeof data === 'object' &&
    data !== null &&
    'schema' in data &&
    data.schema === schemaName &&
    'testGroups' in data &&
    Array.isArray(data.testGroups)
  );
}

const openSslNames = new Map(Object.entries(hashTitles).map(([name, title]) => [title, name]));

function privateKeyFromPkcs8(pkcs8: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8, 'hex'), format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}

/** The vectors of a file. @throws TypeError or RangeError where a member is missing or unknown */
export function readWycheproof(
  name: string,
  data: { readonly testGroups: readonly Group[] },
): ImportedVector[] {
  return data.testGroups.flatMap(({ keySize, sha, mgfSha, privateKeyPkcs8, tests }) => {
    const [hash, mgfHash] = [openSslNames.get(sha), openSslNames.get(mgfSha)];
    if (hash === undefined || mgfHash === undefined) throw new RangeError(`${sha} or ${mgfSha} is no hash`);
    const key = privateKeyFromPkcs8(privateKeyPkcs8);
    return tests.map(({ tcId, comment, msg, ct, label, result }) => ({
      id: `${name} tcId ${tcId}`,
      comment,
      result,
      keyBits: keySize,
      key,
      parameters: { hash, mgfHash, label: label.toLowerCase() },
      msg: Buffer.from(msg, 'hex'),
      ct: Buffer.from(ct, 'hex'),
    }));
  });
}
