import { describe, expect, it } from 'vitest';
import { emulatorAdapter } from '../../adapters/emulator.ts';
import type { Variation } from '../../emulator/driver.ts';
import { judgeCase } from '../../4-judge/judge-case.ts';
import { needsMetBy } from '../../4-judge/needs-met.ts';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import { DirectWorker } from '../../3-observe/case-worker.ts';
import { caseOf, contract, profileNamed, ready } from '../../3-observe/observing.test-support.ts';
import { validBlock } from '../../steps/block-to-send.ts';
import type { Case } from '../../steps/case.ts';
import { shrink, type ShrunkCase } from './shrink.ts';

const lhashIgnored: Variation = () => ({ labelHashMatches: () => true });

async function shrunk(
  planned: Case,
  variation: Variation,
): Promise<{ verdict: CaseVerdict; result: ShrunkCase | undefined }> {
  const { survey } = await ready({}, variation);
  const adapter = emulatorAdapter({ options: {}, callTimeoutMs: 1000 }, { seed: 1, variation });
  const worker = new DirectWorker(
    adapter,
    { profile: profileNamed('opm-sha512'), dialect: 'd3d11.1' },
    survey,
  );
  const has = needsMetBy(survey);
  const [observation] = await worker.observe([planned]);
  if (observation === undefined) throw new Error('nothing was observed');
  const verdict = judgeCase(contract, planned, observation, has);
  return { verdict, result: await shrink({ contract, dialect: 'd3d11.1', has }, worker, planned, verdict) };
}

describe('shrink', () => {
  it('drops what a fault does not need, and keeps the defect', async () => {
    const busy = caseOf((draft) =>
      draft
        .session('t', { decodeProfile: 'supported' })
        .negotiate('t', validBlock('other'))
        .session('s', { decodeProfile: 'supported' })
        .negotiate('s', validBlock('first'), { buffer: 'unaligned' })
        .negotiate(
          's',
          {
            block: {
              ...(validBlock('bad').block as { form: 'oaep'; M: string; seed: string }),
              edits: [{ field: 'lHash', at: 'first', xor: '01' }],
            },
            declares: { encoding: 'lhash' },
          },
          { buffer: 'guard-after' },
        ),
    );
    const { verdict, result } = await shrunk(busy, lhashIgnored);
    expect(verdict.verdict).toBe('fail');
    expect(result?.verdict.verdict).toBe('fail');
    const steps = result?.planned.recipe.steps ?? [];
    expect(steps.map((step) => step.call)).toEqual([
      'CreateCryptoSession',
      'NegotiateCryptoSessionKeyExchange',
    ]);
    expect(JSON.stringify(steps)).toContain('"lHash"');
    expect(JSON.stringify(steps)).not.toContain('guard-after');
    expect(result?.planned.points.at(-1)?.['encoding']).toBe('lhash');
  });

  it('finds nothing simpler than the simplest', async () => {
    const simple = caseOf((draft) =>
      draft.session().negotiate('s', {
        block: {
          form: 'oaep',
          M: '00112233445566778899aabbccddeeff',
          seed: '00'.repeat(64),
          edits: [{ field: 'lHash', at: 'first', xor: '01' }],
        },
        declares: { encoding: 'lhash' },
      }),
    );
    expect((await shrunk(simple, lhashIgnored)).result).toBeUndefined();
  });
});
