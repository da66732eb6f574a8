import { describe, expect, it } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import type { Adapter, Connection } from '../core/protocol/adapter.ts';
import { emulatorAdapter } from '../adapters/emulator.ts';
import { DirectWorker } from './case-worker.ts';
import { observeCases } from './observe-cases.ts';
import { caseOf, profileNamed, ready } from './observing.test-support.ts';

const settings = { profile: profileNamed('opm-sha512'), dialect: 'd3d11.1' };
const cases = ['s', 't', 'u'].map((name) => caseOf((draft) => draft.session(name)));

/** The emulator, which reports each call, and answers on the event loop as a process would. */
function reporting(onCall: (method: string) => void): Adapter {
  const adapter = emulatorAdapter({ options: {}, callTimeoutMs: 1000 }, { seed: 1 });
  return {
    ...adapter,
    async start() {
      const inner = await adapter.start();
      const connection: Connection = Object.create(inner, {
        call: {
          value: async (...call: Parameters<Connection['call']>) => {
            onCall(call[0]);
            await new Promise((resolve) => setImmediate(resolve));
            return inner.call(...call);
          },
        },
      });
      return connection;
    },
  };
}

describe('a worker in this thread', () => {
  it('makes the first call of the next case before what came of the last is judged', async () => {
    const { survey } = await ready();
    const events: string[] = [];
    const adapter = reporting((method) => events.push(method));
    await observeCases(cases, [new DirectWorker(adapter, settings, survey)], {
      onObservation: () => {
        events.push('judged');
        return false;
      },
    });
    const happened = events.filter((event) => event === 'judged' || event === 'CreateCryptoSession');
    const [create, judged] = ['CreateCryptoSession', 'judged'];
    expect(happened).toEqual([create, create, judged, create, judged, judged]);
  });

  it('sends the cases of one driver one after the other', async () => {
    const { survey } = await ready();
    let under = 0;
    const adapter = reporting((method) => {
      if (method === 'CreateCryptoSession') under += 1;
      if (method === 'DestroyCryptoSession') under -= 1;
      expect(under).toBeLessThan(2);
    });
    const worker = new DirectWorker(adapter, settings, survey);
    const observations = await Promise.all(cases.map((planned) => worker.observe([planned])));
    expect(observations.flat().map((observation) => observation.case)).toEqual(cases.map(({ id }) => id));
  });

  it('tries once to start what does not start, whatever was asked for meanwhile', async () => {
    const { survey } = await ready();
    let starts = 0;
    const adapter: Adapter = {
      ...reporting(() => undefined),
      start() {
        starts += 1;
        return Promise.reject(new SuiteError('ADAPTER_START', 'it is gone', 'build it'));
      },
    };
    const worker = new DirectWorker(adapter, settings, survey);
    const ends = await Promise.allSettled(cases.map((planned) => worker.observe([planned])));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(starts).toBe(1);
  });
});
