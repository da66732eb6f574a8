import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { builds, withAdapter } from './adapter-process.mjs';
import { aesCmac } from './aes-cmac.mjs';
import {
  STATUS_INVALID_ENCRYPTED_PARAMETERS,
  STATUS_INVALID_INFORMATION_REQUEST,
  encryptFor,
  leafOf,
  readOpmCertificate,
} from './ddi.mjs';

// In memory order: the first three fields of a GUID are little-endian.
const CONNECTOR_TYPE = Buffer.from('d5bfd081fe6ac24899c095a08f97c5da', 'hex');
const ACTUAL_OUTPUT_FORMAT = Buffer.from('a31bbfd713ad8e4faf980dcb3ca204cc', 'hex');
const ACP_AND_CGMSA_SIGNALING = Buffer.from('91a52966793bf34c924a11e8e7811671', 'hex');
const HDCP_SRM_VERSION = Buffer.from('ffcec5991d5f794881c1c52443c9482b', 'hex');

async function createOutput(adapter) {
  const { status, hProtectedOutput } = await adapter.call('OPMCreateProtectedOutput');
  assert.equal(status, 0);
  const { RandomNumber } = await adapter.call('OPMGetRandomNumber', { hProtectedOutput });
  return { hProtectedOutput, random: Buffer.from(RandomNumber, 'hex') };
}

function initialization(random, key, statusSequence, commandSequence, more = Buffer.alloc(0)) {
  const sequences = Buffer.alloc(8);
  sequences.writeUInt32LE(statusSequence, 0);
  sequences.writeUInt32LE(commandSequence, 4);
  return Buffer.concat([random, key, sequences, more]);
}

function setKey(adapter, hProtectedOutput, EncryptedParameters) {
  return adapter.call('OPMSetSigningKeyAndSequenceNumbers', { hProtectedOutput, EncryptedParameters });
}

function request(key, sequence, type = CONNECTOR_TYPE) {
  const parameters = Buffer.alloc(4112);
  const random = randomBytes(16);
  random.copy(parameters, 16);
  type.copy(parameters, 32);
  parameters.writeUInt32LE(sequence, 48);
  aesCmac(key, parameters.subarray(16)).copy(parameters, 0);
  return { parameters, random };
}

async function ask(adapter, hProtectedOutput, parameters) {
  const { status, RequestedInformation } = await adapter.call('OPMGetInformation', {
    hProtectedOutput,
    Parameters: parameters.toString('hex'),
  });
  return { status, answer: Buffer.from(RequestedInformation, 'hex') };
}

for (const build of builds) {
  describe(`${build}: output protection`, () => {
    it('takes 40 bytes or more, and answers signed requests in sequence', () =>
      withAdapter(build, {}, async (adapter) => {
        const { publicKey } = leafOf(await readOpmCertificate(adapter));
        for (const [more, first] of [
          [0, 1000],
          [1, 0xffffffff],
          [86, 0],
        ]) {
          const { hProtectedOutput, random } = await createOutput(adapter);
          const key = randomBytes(16);
          const early = await ask(adapter, hProtectedOutput, request(key, first).parameters);
          assert.ok(early.status >= 0x80000000);
          const block = encryptFor(publicKey, initialization(random, key, first, 77, randomBytes(more)));
          assert.equal((await setKey(adapter, hProtectedOutput, block)).status, 0);
          for (let i = 0; i < 3; i++) {
            const sequence = (first + i) % 2 ** 32;
            const probe = await adapter.call('test/probeSigningKey', { hProtectedOutput });
            assert.deepEqual(
              [probe.key, probe.statusSequence, probe.commandSequence],
              [key.toString('hex'), sequence, 77],
            );
            const sent = request(key, sequence);
            const { status, answer } = await ask(adapter, hProtectedOutput, sent.parameters);
            assert.equal(status, 0);
            assert.deepEqual(answer.subarray(0, 16), aesCmac(key, answer.subarray(16)));
            assert.equal(answer.readUInt32LE(16), 32);
            assert.deepEqual(answer.subarray(20, 36), sent.random);
            const again = await ask(adapter, hProtectedOutput, sent.parameters);
            assert.deepEqual(
              [again.status, again.answer],
              [STATUS_INVALID_INFORMATION_REQUEST, Buffer.alloc(4096)],
            );
          }
        }
      }));

    it('refuses requests that are signed otherwise, out of sequence, or not for OPM', () =>
      withAdapter(build, {}, async (adapter) => {
        const { publicKey } = leafOf(await readOpmCertificate(adapter));
        const { hProtectedOutput, random } = await createOutput(adapter);
        const key = randomBytes(16);
        await setKey(adapter, hProtectedOutput, encryptFor(publicKey, initialization(random, key, 5, 0)));
        const altered = request(key, 5).parameters;
        altered[4111] ^= 1;
        const refused = [
          [request(randomBytes(16), 5).parameters, STATUS_INVALID_INFORMATION_REQUEST],
          [altered, STATUS_INVALID_INFORMATION_REQUEST],
          [request(key, 6).parameters, STATUS_INVALID_INFORMATION_REQUEST],
          [request(key, 4).parameters, STATUS_INVALID_INFORMATION_REQUEST],
          [request(key, 5, Buffer.alloc(16)).parameters, STATUS_INVALID_INFORMATION_REQUEST],
          [request(key, 5, ACP_AND_CGMSA_SIGNALING).parameters, 0xc01e051c],
          [request(key, 5, HDCP_SRM_VERSION).parameters, 0xc01e0516],
        ];
        for (const [parameters, expected] of refused)
          assert.equal((await ask(adapter, hProtectedOutput, parameters)).status, expected);
        const { status, answer } = await ask(
          adapter,
          hProtectedOutput,
          request(key, 5, ACTUAL_OUTPUT_FORMAT).parameters,
        );
        assert.deepEqual([status, answer.readUInt32LE(16)], [0, 44]);
      }));

    it('refuses other blocks with one status, and then takes the right one, once', () =>
      withAdapter(build, {}, async (adapter) => {
        const { publicKey } = leafOf(await readOpmCertificate(adapter));
        const { hProtectedOutput, random } = await createOutput(adapter);
        const other = await createOutput(adapter);
        assert.notDeepEqual(random, other.random);
        const key = randomBytes(16);
        const right = initialization(random, key, 1, 2);
        const nearly = Buffer.from(right);
        nearly[15] ^= 0x80;
        const refused = [
          encryptFor(publicKey, right.subarray(0, 39)),
          encryptFor(publicKey, randomBytes(16)),
          encryptFor(publicKey, nearly),
          encryptFor(publicKey, initialization(other.random, key, 1, 2)),
          encryptFor(publicKey, right, 'sha1'),
          'ff'.repeat(256),
          '00'.repeat(256),
        ];
        for (const block of refused) {
          assert.equal(
            (await setKey(adapter, hProtectedOutput, block)).status,
            STATUS_INVALID_ENCRYPTED_PARAMETERS,
          );
          const probe = await adapter.call('test/probeSigningKey', { hProtectedOutput });
          assert.deepEqual([probe.key, probe.statusSequence, probe.commandSequence], [null, null, null]);
        }
        assert.equal((await setKey(adapter, hProtectedOutput, encryptFor(publicKey, right))).status, 0);
        assert.equal(
          (await setKey(adapter, hProtectedOutput, encryptFor(publicKey, right))).status,
          STATUS_INVALID_ENCRYPTED_PARAMETERS,
        );
        assert.equal(
          (await adapter.call('test/probeSigningKey', { hProtectedOutput: other.hProtectedOutput })).key,
          null,
        );
        assert.equal((await adapter.call('OPMDestroyProtectedOutput', { hProtectedOutput })).status, 0);
        await assert.rejects(setKey(adapter, hProtectedOutput, encryptFor(publicKey, right)), {
          code: -32602,
        });
        await assert.rejects(setKey(adapter, other.hProtectedOutput, '00'.repeat(255)), { code: -32602 });
      }));
  });
}
