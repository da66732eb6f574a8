import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emulatorAdapter } from '../adapters/emulator.ts';
import { bundle } from '../adapters/exec/bundle.test-support.ts';
import { execAdapter } from '../adapters/exec/exec-adapter.ts';
import type { Adapter, Answer, Params } from '../core/protocol/adapter.ts';
import { doctor, doctorOfMachine, type Diagnosis } from './doctor.ts';
import { shortLine } from './print-step.ts';
import type { Step } from './step.ts';

const settings = { options: {}, callTimeoutMs: 20_000 };

interface Examined extends Diagnosis {
  readonly text: string;
  readonly wrong: readonly string[];
  readonly step: (id: string) => Step;
}

async function examined(adapter: Adapter): Promise<Examined> {
  let text = '';
  const diagnosis = await doctor(adapter, (part) => (text += part));
  return {
    ...diagnosis,
    text,
    wrong: diagnosis.steps.filter((step) => step.state === 'wrong').map((step) => step.id),
    step: (id) => {
      const found = diagnosis.steps.find((step) => step.id === id);
      if (found === undefined) throw new Error(`there is no step ${id}`);
      return found;
    },
  };
}

describe('doctor on the emulator', () => {
  it('finds nothing wrong in process, where there is no wire', async () => {
    const { sound, wrong, steps, step } = await examined(emulatorAdapter(settings));
    expect(wrong).toEqual([]);
    expect(sound).toBe(true);
    expect(steps.map((one) => one.state)).not.toContain('not-tried');
    expect(step('ids').state).toBe('not-offered');
    expect(step('CreateDevice').got).toMatch(/^\{"jsonrpc":"2.0","id":\d+,"result":\{"hr":0,"hDevice":/);
  });

  it('finds nothing wrong over a pipe', async () => {
    const { folder, file } = await bundle('src/doctor/emulator-process.test-support.ts');
    try {
      const command = JSON.stringify([process.execPath, file]);
      const { wrong, steps, text } = await examined(execAdapter(command, settings));
      expect(wrong).toEqual([]);
      expect(steps.every((step) => step.state === 'ok')).toBe(true);
      expect(text).toContain('"pData":"');
      expect(text).toMatch(/\n\nno step failed: \d\d ok, 0 not offered, 0 not tried\n$/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('takes what is not claimed as not offered', async () => {
    const without =
      'opm,authenticatedChannel,refresh,encryptionBltKey,probeSessionKey,memoryUse,failAllocation';
    const { wrong, step } = await examined(
      emulatorAdapter({ ...settings, options: { without, dialects: 'd3d11.1', seed: '1' } }),
    );
    expect(wrong).toEqual([]);
    expect(step('OPMGetInformation')).toMatchObject({
      state: 'not-offered',
      note: 'the adapter does not claim "opm"',
    });
    expect(step('negotiate-mt')).toMatchObject({ state: 'not-offered' });
  });

  it('does not judge the driver', async () => {
    const odd = { profile: 'oaep-sha1', caps: 'none', container: 'der', nullPData: 'crash' };
    const { wrong, step } = await examined(emulatorAdapter({ ...settings, options: odd }));
    expect(wrong).toEqual([]);
    expect(step('negotiate-four-arguments').note).toContain('the driver returned');
    expect(step('StartSessionKeyRefresh').note).toContain('does not have the cap FRESHEN_SESSION_KEY');
  });
});

describe('doctor on a driver without the entry point', () => {
  it('says so, and finds nothing wrong with the adapter', async () => {
    const { sound, lacks, text, step } = await examined(
      emulatorAdapter({ ...settings, options: { slot: 'null' } }),
    );
    expect(sound).toBe(true);
    expect(step('negotiate-four-arguments').state).toBe('not-offered');
    expect(lacks).toMatch(/^NegotiateCryptoSessionKeyExchange is refused with -32601: /);
    expect(text).toMatch(/\na run would end as not applicable: NegotiateCryptoSessionKeyExchange .*\n$/);
  });

  it('says so where the adapter names no form of it', async () => {
    const { sound, lacks, step } = await examined(
      emulatorAdapter({ ...settings, options: { dialects: '' } }),
    );
    expect(sound).toBe(true);
    expect(step('negotiate-mt').state).toBe('not-offered');
    expect(lacks).toBe('the driver has no form of the entry point ("dialects" is empty)');
  });

  it('takes a call that was claimed and is not there as wrong', async () => {
    const { wrong, lacks } = await examined(
      withAltered((method, _, answer) => (method === 'StartSessionKeyRefresh' ? refused(-32601) : answer)),
    );
    expect(wrong).toEqual(['StartSessionKeyRefresh']);
    expect(lacks).toBeUndefined();
  });
});

/** The emulator behind an adapter that alters some answers. */
function withAltered(alter: (method: string, params: Params, answer: Answer) => Answer): Adapter {
  const inner = emulatorAdapter(settings);
  return {
    specifier: 'emulator',
    kind: 'emulator',
    async start() {
      const connection = await inner.start();
      return {
        introduction: connection.introduction,
        call: async (method, params) => alter(method, params, await connection.call(method, params)),
        close: () => connection.close(),
      };
    },
  };
}

const refused = (code: number): Answer => ({ kind: 'refused', code, message: 'altered \u001b[31m' });
const crashed: Answer = { kind: 'crash', what: 'ended with exit status 3', stderr: 'a\u001b[31m\nb\n' };

function withMembers(answer: Answer, members: Params): Answer {
  return answer.kind === 'result' ? { kind: 'result', result: { ...answer.result, ...members } } : answer;
}

describe('doctor on an adapter with one mistake', () => {
  it.each<[string, string, (method: string, params: Params, answer: Answer) => Answer]>([
    [
      'unknown-method',
      'the error has the code -32600',
      (method, _, answer) => (method === 'test/noSuchMethod' ? refused(-32600) : answer),
    ],
    [
      'unknown-members',
      'refuses it with -32602',
      (_, params, answer) => ('unknownMember' in params ? refused(-32602) : answer),
    ],
    [
      'CreateDevice',
      '"hDevice" must be a handle',
      (method, _, answer) => (method === 'CreateDevice' ? withMembers(answer, { hDevice: '' }) : answer),
    ],
    [
      'CreateCryptoSession',
      'returned S_OK (0x00000000), and "hCryptoSession" is the null handle',
      (method, _, answer) =>
        method === 'CreateCryptoSession' ? withMembers(answer, { hCryptoSession: null }) : answer,
    ],
    [
      'GetContentProtectionCaps',
      '"Caps" must be an unsigned',
      (method, _, answer) =>
        method === 'GetContentProtectionCaps' ? withMembers(answer, { Caps: '0x401' }) : answer,
    ],
    [
      'guid-case',
      'in lower case',
      (_, params, answer) =>
        /[a-f]/.test(String(params['CryptoType'])) ? withMembers(answer, { Caps: 0 }) : answer,
    ],
    [
      'GetCertificate',
      'exactly',
      (method, _, answer) =>
        method === 'GetCertificate' ? withMembers(answer, { Certificate: '3000' }) : answer,
    ],
    [
      'sizes',
      'refuses it with -32602',
      (_, params, answer) => (params['DataSize'] === 255 ? refused(-32602) : answer),
    ],
    [
      'null-pointer',
      'refuses it with -32602',
      (_, params, answer) => (params['pData'] === null ? refused(-32602) : answer),
    ],
    [
      'negotiate-four-arguments',
      '"pDataAfter" holds 1 bytes, pData was 256',
      (method, _, answer) =>
        method.startsWith('NegotiateCrypto') ? withMembers(answer, { pDataAfter: '00' }) : answer,
    ],
    [
      'hex-case',
      'in upper case',
      (_, params, answer) =>
        /[A-F]/.test(String(params['pData'])) ? withMembers(answer, { hr: 0x80004005 }) : answer,
    ],
    ['timing', 'has no "ns"', (_, __, answer) => withMembers(answer, { ns: undefined })],
    [
      'buffer-unaligned',
      'refuses it with -32601',
      (_, params, answer) => (params['buffer'] === 'unaligned' ? refused(-32601) : answer),
    ],
    [
      'StartSessionKeyRefresh',
      '"RandomNumber" must be bytes',
      (method, _, answer) =>
        method === 'StartSessionKeyRefresh' ? withMembers(answer, { RandomNumber: 'xyz' }) : answer,
    ],
    [
      'EncryptionBlt',
      '"IV" must be exactly 16 bytes',
      (method, _, answer) => (method === 'EncryptionBlt' ? withMembers(answer, { IV: '00' }) : answer),
    ],
    [
      'CreateAuthenticatedChannel',
      '"hChannel" must be exactly 8 bytes',
      (method, _, answer) =>
        method === 'CreateAuthenticatedChannel' ? withMembers(answer, { hChannel: '00' }) : answer,
    ],
    [
      'OPMGetInformation',
      'exactly 4096 bytes',
      (method, _, answer) =>
        method === 'OPMGetInformation' ? withMembers(answer, { RequestedInformation: '' }) : answer,
    ],
    [
      'test/probeSigningKey',
      'is refused with -32601; got -32000',
      (method, _, answer) => (method === 'test/probeSigningKey' ? refused(-32000) : answer),
    ],
    [
      'test/failAllocation',
      'has no "allocations"',
      (_, __, answer) => withMembers(answer, { allocations: undefined }),
    ],
    [
      'test/reset',
      'the process ended with exit status 3',
      (method, _, answer) => (method === 'test/reset' ? crashed : answer),
    ],
  ])('%s: %s', async (id, sentence, alter) => {
    const { sound, step, text } = await examined(withAltered(alter));
    expect(step(id)).toMatchObject({ state: 'wrong', note: expect.stringContaining(sentence) as string });
    expect(step(id).sent).toMatch(/^\{"jsonrpc":"2.0","id":\d+,"method":/);
    expect(sound).toBe(false);
    expect(text).toContain('WRONG');
    expect(text).not.toContain('\u001b');
  });

  it('a certificate that cannot be read: says what kept it from the rest', async () => {
    const { sound, text } = await examined(
      withAltered((method, _, answer) => {
        if (method === 'GetCertificateSize') return withMembers(answer, { CertificateSize: 2 });
        return method === 'GetCertificate' ? withMembers(answer, { Certificate: '0102' }) : answer;
      }),
    );
    expect(sound).toBe(true);
    expect(text).toMatch(
      /\nno step failed, but some could not be tried: .*\nthe first of these is negotiate-four-arguments: the certificate cannot be read: .*\n$/,
    );
  });

  it('handles are used again', async () => {
    const { step, text } = await examined(
      withAltered((method, _, answer) =>
        method === 'CreateDevice' ? withMembers(answer, { hDevice: 'd' }) : answer,
      ),
    );
    expect(step('handles')).toMatchObject({ state: 'wrong' });
    expect(text).toMatch(/\n\d+ wrong, the first in handles: \d+ ok, \d+ not offered, \d+ not tried\n$/);
  });

  it('a provisioned key is forgotten', async () => {
    const { step } = await examined(
      withAltered((method, _, answer) => (method === 'test/provisionKey' ? withMembers(answer, {}) : answer)),
    );
    expect(step('test/provisionKey').state).toBe('ok');
    const inner = emulatorAdapter(settings);
    const forgetful: Adapter = {
      ...inner,
      async start() {
        const connection = await inner.start();
        return {
          introduction: connection.introduction,
          call: (method, params) =>
            method === 'test/provisionKey'
              ? Promise.resolve<Answer>({ kind: 'result', result: {} })
              : connection.call(method, params),
          close: () => connection.close(),
        };
      },
    };
    expect((await examined(forgetful)).step('test/provisionKey')).toMatchObject({
      state: 'wrong',
      note: 'a certificate that was read afterwards holds another key',
    });
  });

  it('gives up on one that ends in every step', async () => {
    const { steps, wrong } = await examined(withAltered(() => crashed));
    expect(wrong).toHaveLength(5);
    expect(steps.at(-1)).toMatchObject({ state: 'not-tried', note: 'the adapter ended in 5 steps in a row' });
  });
});

const clumsy = fileURLToPath(new URL('fixtures/bad-adapters/clumsy.mjs', import.meta.url));
const hostile = fileURLToPath(new URL('../adapters/exec/fixtures/bad-adapters/', import.meta.url));

const clumsily = (...manners: string[]) =>
  execAdapter(JSON.stringify([process.execPath, clumsy, ...manners]), settings);

describe('doctor on the wire', () => {
  it('finds what is clumsy with lines', async () => {
    const manners = ['int32-ids', 'small-buffer', 'unordered', 'exits-with-1', 'vague'];
    const { step } = await examined(clumsily(...manners));
    const notes = (id: string) => [step(id).state, step(id).note];
    expect(notes('ids')).toEqual([
      'wrong',
      'the adapter sent an answer with the id -2147483643; expected 2147483653',
    ]);
    expect(notes('long-line')).toEqual(['wrong', 'the process ended with exit status 70']);
    expect(notes('order')).toEqual([
      'wrong',
      '4 requests in one go were answered in the order of ids 3, 2, 4, 5',
    ]);
    expect(notes('end-of-input')).toEqual(['wrong', 'it exited with status 1']);
    expect(notes('end-of-input-during-call')).toEqual(['wrong', 'it exited with status 1']);
    expect(notes('unknown-method')).toEqual(['wrong', 'the error has the code -32000']);
  });

  it('finds what is too strict, or not strict enough', async () => {
    const { step } = await examined(clumsily('strict-members', 'null-handle'));
    expect(step('unknown-request-members')).toMatchObject({
      state: 'wrong',
      note: expect.stringContaining('refuses it with -32600') as string,
    });
    expect(step('CreateDevice')).toMatchObject({
      state: 'wrong',
      note: '"hDevice" must be a handle: a non-empty string, or null; got nothing',
    });
  });

  it('shows a call that is missing, and that no run is possible without it', async () => {
    const { step, text, lacks } = await examined(clumsily());
    expect(step('GetContentProtectionCaps')).toMatchObject({ state: 'not-offered' });
    expect(lacks).toBe('GetContentProtectionCaps is refused with -32601: no GetContentProtectionCaps here');
    expect(text).toContain('"method":"GetContentProtectionCaps"');
    expect(text).toContain('"error":{"code":-32601,"message":"no GetContentProtectionCaps here"}');
    expect(step('end-of-input').state).toBe('ok');
  });

  it.each([
    ['exits-before-initialize.mjs', 'ended with exit status 4 before it answered initialize'],
    ['prints-banner.mjs', 'Welcome to the driver host'],
  ])('stops at %s', async (name, sentence) => {
    const { steps } = await examined(
      execAdapter(JSON.stringify([process.execPath, hostile + name]), settings),
    );
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({
      id: 'initialize',
      state: 'wrong',
      note: expect.stringContaining(sentence) as string,
    });
  });
});

describe('shortLine', () => {
  it('counts bytes instead of showing them, and performs nothing', () => {
    expect(shortLine(`{"pData":"${'5a'.repeat(256)}","hr":0}`)).toBe(
      '{"pData":"5a5a5a5a5a5a5a5a…" (256 bytes),"hr":0}',
    );
    expect(shortLine(`\u001b${'x'.repeat(2_000_000)}`)).toHaveLength(300);
  });
});

it('lists what is installed, and what for', async () => {
  let text = '';
  const tools = await doctorOfMachine((part) => (text += part));
  expect(tools.map((tool) => tool.name)).toEqual(
    expect.arrayContaining([
      'Node',
      'openssl',
      'C compiler',
      'MinGW compiler',
      'Wine',
      'Spin',
      'Chromium',
      'Python',
      'Go',
      'Rust',
      'Java',
    ]),
  );
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(tools.length);
  for (const line of lines) expect(line).toMatch(/^(present|missing) {2}\S/);
  expect(lines[0]).toContain(process.version);
});
