// A case as a program: the calls that were made, in order, with the bytes that were sent.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulatorAdapter } from '../../adapters/emulator.ts';
import { loadSpec } from '../../contract/load.ts';
import { Bench } from '../../observe/bench.ts';
import { takeSurvey } from '../../observe/take-survey.ts';
import { packageRoot } from '../../package-root.ts';
import { Draft, valid } from '../../plan/draft.ts';
import type { Case } from '../../recipe/case.ts';
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

const negotiation = caseFrom(new Draft(context).session().negotiate('s', valid('emit')), 'a valid block');
const twice = caseFrom(
  new Draft(context).channel('c').negotiateChannel('c', valid('emit/c'), { DataSize: 255 }),
  'a channel',
);

async function transcript(planned: Case): Promise<Transcript> {
  const bench = await Bench.open(adapter, settings);
  const survey = await takeSurvey(bench, 'emulator', []);
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

test('a case that carries a random number of the driver is refused', async () => {
  const draft = new Draft(context).output().randomNumber('o');
  draft.setSigningKey('o', {
    block: { form: 'oaep', M: ['$random', '00'.repeat(24)], seed: '00'.repeat(64) },
    declares: {},
  });
  await expect(transcript(caseFrom(draft, 'opm'))).rejects.toMatchObject({ code: 'EMIT_RANDOM' });
});
