import { describe, expect, it } from 'vitest';
import { validBlock } from '../steps/block-to-send.ts';
import type { Case } from '../steps/case.ts';
import type { CaseWorker } from './case-worker.ts';
import { maxTerminationsInARow, observeCases } from './observe-cases.ts';
import type { Observation } from '../steps/observation.ts';
import { caseOf } from './observing.test-support.ts';

const cases = Array.from({ length: 40 }, (_, index) =>
  caseOf((draft) => draft.session().negotiate('s', validBlock(`${index}`))),
);

/** A worker that answers after as many turns of the event loop as it is given. */
function worker(turns: (planned: Case) => number, batch = 1, ahead = 1): CaseWorker {
  return {
    batchSize: batch,
    batchesAhead: ahead,
    observe: async (given) => {
      const observations: Observation[] = [];
      for (const planned of given) {
        for (let turn = 0; turn < turns(planned); turn += 1) await new Promise(setImmediate);
        observations.push({ case: planned.id, passes: [{ steps: [] }] });
      }
      return observations;
    },
    close: () => Promise.resolve(),
  };
}

describe('observeCases', () => {
  it.each([1, 2, 4])('hands observations on in plan order, on %d workers', async (count) => {
    const taken: string[] = [];
    const workers = Array.from({ length: count }, (_, index) =>
      worker((one) => (one.id.charCodeAt(index) % 5) + index, index + 1, 1 + (index % 2)),
    );
    const left = await observeCases(cases, workers, {
      onObservation: (planned) => {
        taken.push(planned.id);
        return false;
      },
    });
    expect(left).toBeUndefined();
    expect(taken).toEqual(cases.map((one) => one.id));
  });

  it('sends no more after crashes in a row, at the same case whatever the workers', async () => {
    for (const count of [1, 3]) {
      let taken = 0;
      const left = await observeCases(
        cases,
        Array.from({ length: count }, () => worker(() => 1)),
        {
          onObservation: () => {
            taken += 1;
            return taken > 10;
          },
        },
      );
      expect(left).toMatchObject({ reason: 'terminations', from: 10 + maxTerminationsInARow });
      expect(taken).toBe(10 + maxTerminationsInARow);
    }
  });

  it('continues where crashes are not in a row', async () => {
    let taken = 0;
    const left = await observeCases(cases, [worker(() => 0)], {
      onObservation: () => {
        taken += 1;
        return taken % maxTerminationsInARow !== 0;
      },
    });
    expect(left).toBeUndefined();
    expect(taken).toBe(cases.length);
  });

  it('stops on request, and passes on what was finished', async () => {
    let taken = 0;
    const left = await observeCases(cases, [worker(() => 0), worker(() => 0)], {
      onObservation: () => {
        taken += 1;
        return false;
      },
      stop: () => (taken >= 7 ? 'enough' : undefined),
    });
    expect(left).toMatchObject({ reason: 'stopped', what: 'enough', from: taken });
    expect(taken).toBeGreaterThanOrEqual(7);
    expect(taken).toBeLessThan(12);
  });

  it('passes on what a worker throws', async () => {
    const broken: CaseWorker = {
      batchSize: 1,
      batchesAhead: 1,
      observe: () => Promise.reject(new Error('gone')),
      close: () => Promise.resolve(),
    };
    await expect(observeCases(cases, [broken], { onObservation: () => false })).rejects.toThrow('gone');
  });
});
