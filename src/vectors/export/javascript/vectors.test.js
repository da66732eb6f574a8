// Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of OPM.
// `decrypt` gives the plaintext of a block or throws. Put your own decoder there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const blockSize = 256;
const keySize = 16;
const opmFieldsSize = 40;

const { keys, vectors } = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));
const pkcs8 = new Map(keys.map((key) => [key.name, Buffer.from(key.pkcs8, 'hex')]));

async function decrypt({ keyName, hash }, block) {
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey('pkcs8', pkcs8.get(keyName), { name: 'RSA-OAEP', hash }, false, [
    'decrypt',
  ]);
  return Buffer.from(await subtle.decrypt({ name: 'RSA-OAEP' }, key, block));
}

/** The plaintext of the block, or null where it is refused. */
async function plaintextOf(vector) {
  const data = Buffer.from(vector.data, 'hex');
  if (vector.dataSize !== blockSize || data.length !== blockSize) return null;
  try {
    return await decrypt(vector, data);
  } catch {
    return null;
  }
}

/** What a driver sets: the session key, OPM's fields, or null. */
async function negotiate(vector) {
  const message = await plaintextOf(vector);
  if (message === null) return null;
  if (vector.kind === 'session') return message.length === keySize ? { key: message.toString('hex') } : null;
  if (message.length < opmFieldsSize || message.toString('hex', 0, keySize) !== vector.random) return null;
  return {
    key: message.toString('hex', keySize, 2 * keySize),
    statusSequence: message.readUInt32LE(32),
    commandSequence: message.readUInt32LE(36),
  };
}

for (const vector of vectors) {
  test(`${vector.id}: ${vector.comment}`, async () => {
    const got = await negotiate(vector);
    if (vector.result === 'invalid') assert.equal(got, null, 'it was accepted');
    else if (got === null) assert.equal(vector.result, 'acceptable', 'it was refused');
    else {
      assert.ok(vector.keys.length === 0 || vector.keys.includes(got.key), `another key: ${got.key}`);
      if (vector.kind === 'opm') {
        assert.equal(got.statusSequence, vector.statusSequence);
        assert.equal(got.commandSequence, vector.commandSequence);
      }
    }
  });
}
