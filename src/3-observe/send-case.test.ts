import { describe, expect, it } from 'vitest';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { sessionKeyFor, validBlock } from '../steps/block-to-send.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { caseOf, contract, ready } from './observing.test-support.ts';
import { sendCase } from './send-case.ts';

describe('sendCase', () => {
  it('sweeps over allocations until none is left to fail', async () => {
    const { driver, survey } = await ready();
    const sweep = caseOf((draft) =>
      draft.session().negotiate('s', validBlock('a'), { failAllocation: 'each' }),
    );
    const { observation } = await sendCase(driver, survey, sweep);
    expect(observation.passes.length).toBeGreaterThan(2);
    expect(observation.passes.map((pass) => pass.failAllocation)).toEqual([...observation.passes.keys()]);
    const codes = observation.passes.map((pass) => pass.steps.at(-1)?.hr);
    expect(codes.at(-1)).toBe(statusCodes.S_OK);
    expect(new Set(codes.slice(0, -1))).toEqual(new Set([statusCodes.E_OUTOFMEMORY]));
  });

  it('sends the same bytes again, and knows what they carry', async () => {
    const { driver, survey } = await ready();
    const again = { block: { form: 'same-as', step: 1 }, declares: {} } as const;
    const twice = caseOf((draft) =>
      draft.session('t').negotiate('t', validBlock('a')).session('s').negotiate('s', again),
    );
    const { observation } = await sendCase(driver, survey, twice);
    const [, first, , second] = observation.passes[0]?.steps ?? [];
    expect(second?.sent).toEqual(first?.sent);
    expect(second?.carried).toEqual(first?.carried);
    expect(second?.keys?.['s']?.key).toBe(sessionKeyFor('a'));
    expect(judgeCase(contract, twice, observation, needsMetBy(survey)).verdict).toBe('pass');
  });

  it('leaves out what the driver does not offer, with the reason', async () => {
    const { driver, survey } = await ready({ without: 'opm,refresh' });
    const opm = caseOf((draft) => draft.output().randomNumber('o'));
    expect((await sendCase(driver, survey, opm)).observation.unsupported).toContain('opm');
    const refresh = caseOf((draft) => draft.session().negotiate('s', validBlock('a')).startRefresh('s'));
    expect((await sendCase(driver, survey, refresh)).observation.unsupported).toContain('refresh');
  });

  it('ends with the step in which the driver ends, and says that it is gone', async () => {
    const { driver, survey } = await ready({ nullPData: 'crash' });
    const nullPointer = caseOf((draft) =>
      draft.session().negotiate('s', null).negotiate('s', validBlock('a')),
    );
    const { observation, alive } = await sendCase(driver, survey, nullPointer);
    expect(alive).toBe(false);
    expect(observation.passes[0]?.steps).toHaveLength(2);
    expect(observation.passes[0]?.steps.at(-1)?.died?.how).toBe('crash');
    expect(judgeCase(contract, nullPointer, observation, needsMetBy(survey)).verdict).toBe('observed');
  });

  it('asks nothing of a session without a key that needs one', async () => {
    const { driver, survey } = await ready();
    const calls: string[] = [];
    const inner = driver.connection.call.bind(driver.connection);
    driver.connection.call = (method, params) => {
      calls.push(method);
      return inner(method, params);
    };
    const refused = caseOf((draft) =>
      draft.session().negotiate('s', validBlock('a'), { DataSize: 255 }).startRefresh('s').finishRefresh('s'),
    );
    const { observation } = await sendCase(driver, survey, refused);
    expect(observation.passes[0]?.steps).toHaveLength(3);
    expect(calls).not.toContain('StartSessionKeyRefresh');
    expect(judgeCase(contract, refused, observation, needsMetBy(survey))).toMatchObject({
      verdict: 'unsupported',
      reason: 'the session has no key',
    });
  });

  it('keeps what it saw where it cannot go on: a blit that changes the key', async () => {
    const { driver, survey } = await ready();
    const inner = driver.connection.call.bind(driver.connection);
    let blits = 0;
    driver.connection.call = (method, params) => {
      if (method === 'DecryptionBlt') blits += params['ContentKey'] === null && blits === 0 ? 0 : 1;
      // From the blit under a content key on, its key is used for the others, too.
      const other = blits > 1 && method === 'DecryptionBlt';
      return inner(method, other ? { ...params, ContentKey: '77'.repeat(16) } : params);
    };
    const content = caseOf((draft) =>
      draft.session().negotiate('s', validBlock('a')).blit('s', 64, sessionKeyFor('content')).blit('s', 64),
    );
    const { observation } = await sendCase(driver, survey, content);
    expect(observation.passes[0]?.steps.at(-1)).toMatchObject({ notSent: 'the key in force is not known' });
    expect(judgeCase(contract, content, observation, needsMetBy(survey)).verdict).toBe('fail');
  });

  it('leaves nothing behind', async () => {
    const { driver, survey } = await ready();
    const before = await driver.call('test/memoryUse', {});
    const busy = caseOf((draft) =>
      draft
        .session()
        .session('t')
        .channel('c')
        .output()
        .negotiate('s', validBlock('a'))
        .negotiateChannel('c', validBlock('b')),
    );
    await sendCase(driver, survey, busy);
    expect(await driver.call('test/memoryUse', {})).toEqual(before);
  });
});

describe('a success with the null handle', () => {
  it.each([
    [
      'CreateCryptoSession',
      'hCryptoSession',
      caseOf((draft) => draft.session().negotiate('s', validBlock('a'))),
    ],
    [
      'CreateAuthenticatedChannel',
      'hAuthChannel',
      caseOf((draft) => draft.channel('c').negotiateChannel('c', validBlock('a'))),
    ],
    ['OPMCreateProtectedOutput', 'hProtectedOutput', caseOf((draft) => draft.output().randomNumber('o'))],
    ['CreateDevice', 'hDevice', caseOf((draft) => draft.device('d2').session('s', { device: 'd2' }))],
  ] as const)('%s: nothing passes', async (made, member, planned) => {
    const { driver, survey } = await ready();
    await driver.device('d0');
    const inner = driver.connection.call.bind(driver.connection);
    driver.connection.call = async (method, params) => {
      const answer = await inner(method, params);
      return method === made && answer.kind === 'result'
        ? { kind: 'result', result: { ...answer.result, [member]: null } }
        : answer;
    };
    const { observation } = await sendCase(driver, survey, planned);
    const judged = judgeCase(contract, planned, observation, needsMetBy(survey));
    expect(judged).toMatchObject({ verdict: 'error' });
    expect(judged.reason).toContain('S_OK (0x00000000) with the null handle');
  });
});

describe('a call that the adapter does not have', () => {
  it('leaves its case unsupported, whatever call it is', async () => {
    const { driver, survey } = await ready();
    const inner = driver.connection.call.bind(driver.connection);
    driver.connection.call = (method, params) =>
      method === 'OPMGetCertificate'
        ? Promise.resolve({ kind: 'refused', code: -32601, message: 'no such call' })
        : inner(method, params);
    const short = caseOf((draft) => draft.opmCertificate(-1));
    const { observation, alive } = await sendCase(driver, survey, short);
    expect(alive).toBe(true);
    expect(judgeCase(contract, short, observation, needsMetBy(survey))).toMatchObject({
      verdict: 'unsupported',
      reason: 'the adapter has no OPMGetCertificate',
    });
  });
});
