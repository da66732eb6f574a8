import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Params } from '../../core/protocol/adapter.ts';
import { hasCompiler } from './compile.test-support.ts';
import { block, method, Misbehaving, open, result } from './misbehaving.test-support.ts';

let hostile: Misbehaving;

beforeAll(async () => {
  hostile = await Misbehaving.make();
});

afterAll(() => hostile.remove());

describe.skipIf(!hasCompiler)('a driver', () => {
  it.each([
    ['crashes', /was ended by SIGSEGV/],
    ['aborts', /was ended by SIGABRT/],
    ['exits', /ended with exit status 0/],
    // Now and then the runtime sees first that there is no stack left, and ends with a status of its own.
    ['recurses', /was ended by SIG|ended with exit status [1-9]/],
  ])('that %s is reported so', async (how, what) => {
    expect(await hostile.negotiate(how, block)).toMatchObject({
      kind: 'crash',
      what: expect.stringMatching(what),
    });
  });

  it('that hangs runs out of time', async () => {
    const connection = await hostile.start('hangs', {}, { callTimeoutMs: 1500 });
    const session = await open(connection);
    const answer = await connection.call(method, { ...session, DataSize: 256, pData: block });
    expect(answer).toMatchObject({ kind: 'timeout', afterMs: 1500 });
    await connection.close();
  });

  it.each(['hangs', 'loops'])('that %s ends with its input all the same', async (how) => {
    const connection = await hostile.start(how);
    const session = await open(connection);
    const answer = connection.call(method, { ...session, DataSize: 256, pData: block });
    expect(await connection.end(20_000)).toEqual({ code: 0, signal: null, byItself: true });
    expect(await answer).toMatchObject({ kind: 'crash', what: 'was closed by the suite' });
  });

  it('that hangs when it is closed is ended', async () => {
    const connection = await hostile.start('hangs-at-close');
    expect(await connection.end(20_000)).toEqual({ code: 0, signal: null, byItself: true });
  });

  it('that returns garbage is quoted', async () => {
    expect(result(await hostile.negotiate('returns-garbage', block))).toMatchObject({ hr: 0xdeadbeef });
  });

  it('whose function is none crashes', async () => {
    await hostile.talk('has-wild-function', async (connection) => {
      expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'crash' });
    });
  });

  it('prints as it likes: nothing of it reaches the wire', async () => {
    await hostile.talk('prints', async (connection) => {
      const session = await open(connection);
      for (let turn = 0; turn < 3; turn += 1) {
        const params = { ...session, DataSize: 256, pData: block };
        expect(result(await connection.call(method, params))).toMatchObject({ hr: 0 });
      }
    });
    expect(result(await hostile.negotiate('floods', block))).toMatchObject({ hr: 0 });
    expect(await hostile.negotiate('prints-and-crashes', block)).toMatchObject({
      kind: 'crash',
      stderr: 'last words\n',
    });
  });

  it('may close what is not its own', async () => {
    await hostile.talk('closes-descriptors', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      // The wire is another descriptor, so the answer comes; with its input the process has lost its suite.
      expect(await connection.call(method, params)).toMatchObject({ kind: 'result' });
      expect(await connection.call(method, params)).toMatchObject({ kind: 'crash' });
    });
  });

  it('reports errors as often as it likes; 64 of them are kept', async () => {
    const { setError } = result(await hostile.negotiate('sets-errors', block));
    expect(setError).toHaveLength(64);
    expect((setError as number[]).slice(0, 2)).toEqual([0x80070057, 0x80070058]);
  });

  it('is called in three forms', async () => {
    await hostile.talk('behaves', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      const hr = async (name: string, more: Params): Promise<unknown> =>
        result(await connection.call(name, { ...params, ...more }))['hr'];
      expect(await hr(method, {})).toBe(0);
      expect(await hr(method, { flags: 5 })).toBe(5);
      expect(await hr(`${method}MT`, { flags: 6 })).toBe(6);
      expect(await hr(`${method}MT`, {})).toBe(0);
    });
  });

  it('runs MT calls beside one another, and others behind them', async () => {
    await hostile.talk('waits', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 7, pData: '5a'.repeat(7) };
      const order: string[] = [];
      const send = async (name: string, more: Params): Promise<Record<string, unknown>> => {
        const answer = await connection.call(name, more);
        order.push(name);
        return result(answer);
      };
      const answers = await Promise.all([
        send(`${method}MT`, params),
        send(`${method}MT`, params),
        send('CreateDevice', {}),
        send(`${method}MT`, params),
      ]);
      expect(answers.map(({ hr }) => hr)).toEqual([2, 2, 0, 2]);
      // Which of two at once reported an error is unknown; none is lost.
      expect(answers.flatMap(({ setError }) => setError ?? [])).toEqual(Array(3).fill(0x80004005));
      expect(order[2]).toBe('CreateDevice');
    });
  });

  it('is replaced by a spare at once', async () => {
    const adapter = hostile.adapter(hostile.library, { how: 'crashes' }, { spare: true });
    let connection = await adapter.start();
    for (let turn = 0; turn < 3; turn += 1) {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      expect(await connection.call(method, params)).toMatchObject({ kind: 'crash' });
      await connection.close();
      connection = await adapter.start();
    }
    expect(result(await connection.call('CreateDevice', {}))).toMatchObject({ hr: 0 });
    await connection.close();
    await adapter.dispose();
  });
});
