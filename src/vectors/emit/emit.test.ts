// A case as a program: the calls that were made, in order, with the bytes that were sent.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulatorAdapter } from '../../adapters/emulator.ts';
import { loadSpec } from '../../1-contract/load.ts';
import { DriverSession } from '../../steps/driver/driver-session.ts';
import { takeSurvey } from '../../3-observe/take-survey.ts';
import { packageRoot } from '../../core/package-root.ts';
import { Draft } from '../../2-plan/draft.ts';
import { validBlock } from '../../steps/block-to-send.ts';
import type { Edit, OaepBlock } from '../../ciphertexts/block.ts';
import type { Case } from '../../steps/case.ts';
import { caseFrom } from '../as-cases.ts';
import { cProgram } from './c.ts';
import { pythonProgram } from './python.ts';
import { transcribe, type Transcript } from './transcript.ts';
import { vectorText } from './vector.ts';

const { contract, profiles } = loadSpec(join(packageRoot, 'spec'));
const profile = profiles.find((one) => one.name === 'opm-sha512')!;
const settings = { profile, dialect: 'd3d11.1' };
const adapter = emulatorAdapter({ options: {}, callTimeoutMs: 5000 }, { seed: 1 });
const context = { contract, dialect: 'd3d11.1' as const };
const said = { options: { seed: '1' }, expected: ['Expected: S_OK */ and so on'] };

const negotiation = caseFrom(
  new Draft(context).session().negotiate('s', validBlock('emit')),
  'a valid block',
);
const twice = caseFrom(
  new Draft(context).channel('c').negotiateChannel('c', validBlock('emit/c'), { DataSize: 255 }),
  'a channel',
);

async function transcript(planned: Case): Promise<Transcript> {
  const driver = await DriverSession.open(adapter, settings);
  const survey = await takeSurvey(driver, 'emulator', []);
  return transcribe(adapter, settings, survey, planned);
}

/** What was sent as pData. */
function sentBytes({ calls }: Transcript): string {
  return String(calls.find((one) => one.method.startsWith('Negotiate'))!.params['pData']);
}

const hasCompiler = spawnSync('cc', ['--version']).status === 0;

describe('a case is written', () => {
  test('in C, with the calls in order and the bytes as they are', async () => {
    const made = await transcript(negotiation);
    const text = cProgram(negotiation, made, said);
    const order = [
      'CreateDevice',
      'CreateCryptoSession',
      'GetCertificate(',
      'NegotiateCryptoSessionKeyExchange',
      'DestroyCryptoSession',
    ];
    const places = order.map((word) => text.indexOf(`driver->${word}`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const hex = sentBytes(made);
    expect(text.replaceAll(/[\s,]|0x/g, '')).toContain(hex);
    expect(text).toContain('{"seed", "1"}');
    expect(text).toContain('S_OK * / and so on');
  });
  test.skipIf(!hasCompiler)('in C that compiles without a warning', async () => {
    for (const planned of [negotiation, twice]) {
      const input = cProgram(planned, await transcript(planned), said);
      const args = [
        '-std=c11',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-fsyntax-only',
        '-I',
        join(packageRoot, 'native', 'include'),
        '-x',
        'c',
        '-',
      ];
      const done = spawnSync('cc', args, { input, encoding: 'utf8' });
      expect(done.stderr).toBe('');
      expect(done.status).toBe(0);
    }
  });
  test('in Python, with handles as they come', async () => {
    const made = await transcript(negotiation);
    const text = pythonProgram(negotiation, made, said);
    expect(text).toContain('session1 = answer.get("hCryptoSession")');
    expect(text).toContain('"hCryptoSession": session1,');
    expect(text.replaceAll(/["\s]/g, '')).toContain(sentBytes(made));
  });
  test('as a vector, with what is expected', async () => {
    const made = await transcript(negotiation);
    const vector = JSON.parse(vectorText(contract, negotiation, made)) as Record<string, unknown>;
    expect(vector).toMatchObject({
      result: 'valid',
      ct: sentBytes(made),
      dataSize: 256,
      case: negotiation.id,
    });
    expect(vector['key']).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a case of OPM', () => {
  const build = (...edits: readonly Edit[]): Case => {
    const M = ['$random', '00112233445566778899aabbccddeeff', '0100000002000000'];
    const block = { form: 'oaep', M, seed: '5e'.repeat(64), edits } as const;
    const declares: Record<string, string> = edits.length === 0 ? {} : { random: 'differs' };
    const draft = new Draft(context).output().randomNumber('o').setSigningKey('o', { block, declares });
    return caseFrom(draft, 'opm');
  };
  test('has its block built anew around the random number of the run', async () => {
    const planned = build();
    const made = await transcript(planned);
    const text = cProgram(planned, made, said);
    expect(text).toContain('put_random(block + 216, random_of_output1, NULL);');
    expect(text).toContain('mask(block + 65, 191, block + 1, 64, "sha512");');
    const python = pythonProgram(planned, made, said);
    expect(python).toContain('random_of_output1 = bytes.fromhex(answer["RandomNumber"])');
    expect(python).toContain('encrypted(');
  });
  test('keeps what is changed in the random number', async () => {
    const planned = build({ field: 'M', at: 3, xor: '10' });
    const { calls } = await transcript(planned);
    const built = calls.find((one) => one.rebuilt !== undefined)?.rebuilt;
    expect(built?.randomPlaces[0]?.xor.toString('hex')).toBe(`00000010${'00'.repeat(12)}`);
  });
  test('as a vector has the random number of the run', async () => {
    const planned = build();
    const vector = JSON.parse(vectorText(contract, planned, await transcript(planned))) as Record<
      string,
      unknown
    >;
    expect(vector).toMatchObject({
      result: 'valid',
      random: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    });
  });
});

test.each(['until', 'finish'] as const)(
  'a block of OPM with %s takes more than a number, and is refused',
  async (what) => {
    const more = { until: { until: 'c-top-bit-clear' }, finish: { finish: [{ op: 'reverse' }] } } as const;
    const M = ['$random', '00'.repeat(24)];
    const block: OaepBlock = { form: 'oaep', M, seed: '00'.repeat(64), ...more[what] };
    const draft = new Draft(context).output().randomNumber('o').setSigningKey('o', { block, declares: {} });
    await expect(transcript(caseFrom(draft, 'opm'))).rejects.toMatchObject({ code: 'EMIT_RANDOM' });
  },
);
