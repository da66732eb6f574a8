// Each adapter in ./hostile gives its proper answer, and leaves no process behind.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SuiteError } from '../../core/errors.ts';
import { execAdapter } from './exec-adapter.ts';
import { isRunning } from './is-running.test-support.ts';
import type { ProcessAdapter, ProcessAdapterOptions, ProcessConnection } from './process-adapter.ts';

const longTimeoutMs = 20_000;

function hostile(
  name: string,
  args: readonly string[] = [],
  callTimeoutMs = longTimeoutMs,
  options: ProcessAdapterOptions = {},
): ProcessAdapter {
  const script = fileURLToPath(new URL(`fixtures/bad-adapters/${name}.mjs`, import.meta.url));
  const command = JSON.stringify([process.execPath, script, ...args]);
  return execAdapter(command, { options: { mode: 'x' }, callTimeoutMs }, options);
}

/** Runs until the connection is closed, whatever the test finds. */
async function talk<T>(
  adapter: ProcessAdapter,
  body: (connection: ProcessConnection) => Promise<T>,
): Promise<T> {
  const connection = await adapter.start();
  try {
    return await body(connection);
  } finally {
    await connection.close();
  }
}

async function refusal(adapter: ProcessAdapter): Promise<SuiteError> {
  try {
    await (await adapter.start()).close();
  } catch (thrown) {
    if (thrown instanceof SuiteError) return thrown;
    throw thrown;
  }
  throw new Error('the adapter started');
}

const create = (connection: ProcessConnection) => connection.call('CreateDevice', {});

describe('a well-behaved adapter', () => {
  it('is introduced, answers, refuses what it does not have, and ends by itself', async () => {
    const connection = await hostile('well-behaved').start();
    expect(connection.introduction.adapter).toEqual({ name: 'line-server', version: '1' });
    expect(await create(connection)).toEqual({ kind: 'result', result: { hr: 0, hDevice: 'device-1' } });
    expect(await connection.call('DestroyDevice', { hDevice: 'device-1' })).toEqual({
      kind: 'result',
      result: {},
    });
    expect(await connection.call('OPMGetRandomNumber', {})).toEqual({
      kind: 'refused',
      code: -32601,
      message: 'no OPMGetRandomNumber here',
    });
    expect(await connection.end(longTimeoutMs)).toEqual({ code: 0, signal: null, byItself: true });
    expect(await create(connection)).toMatchObject({ kind: 'crash' });
  });

  it('is asked one thing at a time, in order', async () => {
    await talk(hostile('well-behaved'), async (connection) => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => create(connection)));
      expect(answers.map((answer) => answer.kind === 'result' && answer.result['hDevice'])).toEqual([
        'device-1',
        'device-2',
        'device-3',
        'device-4',
        'device-5',
      ]);
    });
  });

  it('gets its arguments and options as they were given', async () => {
    await talk(hostile('notes-options', ['$HOME', 'a "b"', '']), async (connection) => {
      const answer = await connection.call('test/options', {});
      expect(answer).toMatchObject({
        kind: 'result',
        result: {
          args: ['$HOME', 'a "b"', ''],
          initialized: { protocol: 1, suite: { name: 'kexcts' }, options: { mode: 'x' } },
        },
      });
    });
  });

  it('may be slow within the limit', async () => {
    await talk(hostile('is-slow'), async (connection) => {
      expect(await create(connection)).toEqual({ kind: 'result', result: { hr: 0, hDevice: 'd' } });
    });
  });

  it('shows what goes over the wire, and takes shaped requests', async () => {
    const lines: string[] = [];
    const connection = await hostile('well-behaved').startWatched({
      trace: (direction, line) => lines.push(`${direction} ${line}`),
    });
    expect(await connection.exchange('DestroyDevice', {}, 9007199254740991, { more: [1] })).toMatchObject({
      kind: 'result',
    });
    expect(lines.slice(2)).toEqual([
      'sent {"more":[1],"jsonrpc":"2.0","id":9007199254740991,"method":"DestroyDevice","params":{}}',
      'got {"jsonrpc":"2.0","id":9007199254740991,"result":{}}',
    ]);
    await connection.close();
  });

  it('is not sent a line that is too long', async () => {
    await talk(hostile('well-behaved'), async (connection) => {
      await expect(connection.call('CreateDevice', { pData: 'x'.repeat(1024 * 1024) })).rejects.toMatchObject(
        {
          code: 'REQUEST_TOO_LONG',
        },
      );
      expect(await create(connection)).toMatchObject({ kind: 'result' });
    });
  });
});

describe('a concurrent adapter', () => {
  it('answers out of order', async () => {
    await talk(hostile('answers-out-of-order'), async (connection) => {
      const answers = await Promise.all([create(connection), create(connection), create(connection)]);
      expect(answers.map((answer) => answer.kind === 'result' && answer.result['hDevice'])).toEqual([
        'd2',
        'd3',
        'd4',
      ]);
    });
  });

  it('takes all calls under way along when it crashes', async () => {
    await talk(hostile('answers-out-of-order'), async (connection) => {
      const answers = await Promise.all([create(connection), connection.call('crash', {})]);
      for (const answer of answers) {
        expect(answer).toEqual({ kind: 'crash', what: 'ended with exit status 9', stderr: '' });
      }
    });
  });
});

describe('an adapter that ends', () => {
  it('crashes on its 50th call: the call gets the signal, and what was printed during it', async () => {
    await talk(hostile('crashes-on-50th'), async (connection) => {
      for (let count = 1; count < 50; count++) expect((await create(connection)).kind).toBe('result');
      expect(await create(connection)).toEqual({
        kind: 'crash',
        what: 'was ended by SIGSEGV (access to memory that is not its own)',
        stderr: 'about to crash\n',
      });
      expect(await create(connection)).toEqual({
        kind: 'crash',
        what: 'had ended before this call',
        stderr: '',
      });
    });
  });

  it('exits between two calls: the first keeps its answer', async () => {
    await talk(hostile('exits-early'), async (connection) => {
      expect(await create(connection)).toMatchObject({ kind: 'result' });
      expect(await create(connection)).toMatchObject({ kind: 'crash', what: 'ended with exit status 7' });
    });
  });

  it('exits within a line', async () => {
    await talk(hostile('exits-mid-line'), async (connection) => {
      const what = 'ended with exit status 0 in the middle of a line';
      expect(await create(connection)).toMatchObject({ kind: 'crash', what });
    });
  });

  it('reports an access violation that it survived', async () => {
    const line = '{"jsonrpc":"2.0","id":\0,"result":{"fault":{"access":"read","offset":256}}}\n';
    await talk(hostile('sends-raw', [Buffer.from(line).toString('hex')]), async (connection) => {
      expect(await create(connection)).toEqual({
        kind: 'crash',
        what: 'access violation of the driver: read at offset 256 from the start of pData',
        fault: { access: 'read', offset: 256 },
        stderr: '',
      });
      expect(await create(connection)).toMatchObject({ kind: 'crash', what: 'had ended before this call' });
    });
  });
});

describe('an adapter that is silent', () => {
  it('runs into the time limit and is killed, though it ignores signals', async () => {
    await talk(hostile('hangs', [], 1000), async (connection) => {
      expect(await create(connection)).toEqual({ kind: 'timeout', afterMs: 1000, stderr: 'thinking\n' });
      expect(await create(connection)).toMatchObject({ kind: 'crash' });
    });
  });

  it('closes its standard output', async () => {
    await talk(hostile('closes-stdout'), async (connection) => {
      expect(await create(connection)).toMatchObject({
        kind: 'violation',
        what: 'closed the pipe of its answers, but did not end',
      });
    });
  });

  it('does not end with its input: it is ended', async () => {
    const connection = await hostile('ignores-end-of-input').start();
    const answer = await create(connection);
    const pid = Number(answer.kind === 'result' && answer.result['hDevice']);
    expect(isRunning(pid)).toBe(true);
    expect(await connection.end(50)).toEqual({ code: null, signal: 'SIGKILL', byItself: false });
    expect(isRunning(pid)).toBe(false);
  });

  it('answers calls under way when it is closed', async () => {
    const connection = await hostile('hangs').start();
    const answer = create(connection);
    await connection.end(50);
    expect(await answer).toMatchObject({ kind: 'crash', what: 'was closed by the suite' });
  });
});

describe('an adapter that breaks the protocol', () => {
  const id = '{"jsonrpc":"2.0","id":\0,';

  it.each([
    ['prints-garbage', 'it is not JSON): Segfault in module \\x1b[31mNVX\\x1b[0m'],
    ['floods-bytes', 'sent a line of more than 1048576 bytes'],
    ['sends-wrong-id', 'sent an answer with the id 3; expected 2'],
    ['sends-huge-id', 'sent an answer with the id null; expected 2'],
  ])('%s', async (name, what) => {
    await talk(hostile(name), async (connection) => {
      const answer = await create(connection);
      expect(answer).toMatchObject({ kind: 'violation', what: expect.stringContaining(what) as string });
    });
  });

  it.each([
    ['an empty line', '\n', 'it is empty'],
    ['a batch', `[${id}"result":{}}]\n`, 'a JSON object is expected, got an array'],
    ['null', 'null\n', 'got null'],
    ['a notification', '{"jsonrpc":"2.0","method":"log","params":{}}\n', 'requests come from the suite only'],
    ['no version', '{"id":\0,"result":{}}\n', '"jsonrpc" must be "2.0"'],
    ['no result', `${id}"results":{}}\n`, '"result" must be an object, got nothing'],
    ['a result of another type', `${id}"result":0}\n`, '"result" must be an object, got 0'],
    ['result and error', `${id}"result":{},"error":{"code":1,"message":""}}\n`, 'both "result" and "error"'],
    ['an error of another type', `${id}"error":"no"}\n`, '"error" must be an object'],
    ['an error without code', `${id}"error":{"message":"no"}}\n`, '"error.code" must be an integer'],
    ['an error without message', `${id}"error":{"code":-32000}}\n`, '"error.message" must be a string'],
    ['an id of another type', '{"jsonrpc":"2.0","id":"\0","result":{}}\n', 'with the id "2"; expected 2'],
    [
      'an error without id',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse \\u001b[1m"}}\n',
      'with the id null and the error "parse \\x1b[1m"',
    ],
    [
      'a wrong member',
      `${id}"result":{"hr":0}}\n`,
      'answered CreateDevice wrongly: "hDevice" must be a handle',
    ],
    ['bytes that are not UTF-8', `${id}"result":{"hr":0,"hDevice":"\xff"}}\n`, 'it is not UTF-8'],
    ['UTF-16', '\xff\xfe{\0\n', 'it is not UTF-8'],
    ['deep nesting', `${id}"result":{"hr":${'['.repeat(20_000)}${']'.repeat(20_000)}}}\n`, 'got an array'],
  ])('sends %s', async (_, text, what) => {
    await talk(hostile('sends-raw', [Buffer.from(text, 'latin1').toString('hex')]), async (connection) => {
      const answer = await create(connection);
      expect(answer).toMatchObject({ kind: 'violation', what: expect.stringContaining(what) as string });
      expect(JSON.stringify(answer)).not.toContain('\\u001b');
      expect(await create(connection)).toMatchObject({ kind: 'crash', what: 'had ended before this call' });
    });
  });

  it.each(['answers-twice', 'floods-lines'])(
    '%s: the first answer counts, the next call fails',
    async (name) => {
      await talk(hostile(name), async (connection) => {
        expect(await create(connection)).toMatchObject({ kind: 'result' });
        expect(await create(connection)).toMatchObject({
          kind: 'violation',
          what: 'answered CreateDevice a second time, with the id 2',
        });
        expect(await create(connection)).toMatchObject({ kind: 'crash' });
      });
    },
  );

  it('may send 1 MiB a line, and no byte more', async () => {
    await talk(hostile('sends-long-line'), async (connection) => {
      expect(await create(connection)).toMatchObject({ kind: 'result', result: { hDevice: 'd' } });
      expect(await create(connection)).toMatchObject({
        kind: 'violation',
        what: 'sent a line of more than 1048576 bytes',
      });
    });
  });

  it('may fill standard error: its last 64 KiB are kept', async () => {
    await talk(hostile('floods-stderr'), async (connection) => {
      expect(await create(connection)).toMatchObject({ kind: 'result' });
      const answer = await create(connection);
      if (answer.kind !== 'crash') throw new Error(answer.kind);
      expect(answer.stderr).toMatch(/^\[\d+ bytes before this are not kept\]\n[noise \n]*the end\n$/);
      expect(answer.stderr.length).toBeLessThan(66_000);
    });
  });
});

describe.skipIf(process.platform === 'win32')('an adapter with children', () => {
  const pidsIn = (text: string) => text.trim().split(' ').map(Number);

  it.each([['hang'], ['exit']])('is ended with all of them when it does not answer (%s)', async (manner) => {
    await talk(
      hostile('leaves-grandchildren', [manner], manner === 'hang' ? 2000 : longTimeoutMs),
      async (connection) => {
        const answer = await create(connection);
        if (answer.kind !== 'timeout' && answer.kind !== 'crash') throw new Error(answer.kind);
        const pids = pidsIn(answer.stderr);
        expect(pids).toHaveLength(3);
        // Elsewhere than on Linux only those in the process group can be found.
        const found = process.platform === 'linux' ? pids : pids.slice(0, 1);
        expect(found.filter(isRunning)).toEqual([]);
      },
    );
  });

  it('is ended with all of them when it is closed', async () => {
    const pids = await talk(hostile('leaves-grandchildren', ['answer']), async (connection) => {
      const answer = await create(connection);
      return pidsIn(String(answer.kind === 'result' && answer.result['hDevice']));
    });
    expect(pids).toHaveLength(3);
    const found = process.platform === 'linux' ? pids : pids.slice(0, 1);
    expect(found.filter(isRunning)).toEqual([]);
  });
});

describe('an adapter that does not start', () => {
  it.each([
    ['./no/such/program', 'ENOENT'],
    [fileURLToPath(new URL('exec-adapter.ts', import.meta.url)), 'EACCES'],
  ])('%s', async (program, code) => {
    const adapter = execAdapter(JSON.stringify([program]), { options: {}, callTimeoutMs: longTimeoutMs });
    const error = await refusal(adapter);
    expect(error).toMatchObject({ code: 'ADAPTER_START', status: 3 });
    expect(error.message).toContain(program.slice(-15));
    expect(error.message).toContain(code);
  });

  it('exits before it is asked: status and standard error are reported, without its colours', async () => {
    const error = await refusal(hostile('exits-before-initialize'));
    expect(error).toMatchObject({ code: 'ADAPTER_START', status: 3 });
    expect(error.message).toContain('ended with exit status 4 before it answered initialize');
    expect(error.message).toContain('no \\x1b[31mlicence\\x1b[0m found');
  });

  it('ends before it is asked: is started as often as allowed, and not once more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kexcts-starts-'));
    try {
      const third = (name: string, startAttempts: number) =>
        hostile('starts-at-last', [join(folder, name), '3'], longTimeoutMs, { startAttempts });
      const made = await talk(third('allowed', 3), create);
      expect(made).toMatchObject({ kind: 'result', result: { hr: 0 } });
      expect((await refusal(third('too-few', 2))).code).toBe('ADAPTER_START');
      expect(readFileSync(join(folder, 'too-few'), 'utf8')).toBe('..');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says nothing', async () => {
    const error = await refusal(hostile('hangs-at-initialize', [], longTimeoutMs, { startTimeoutMs: 300 }));
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain('did not answer initialize within 300 ms');
  });

  it('greets first', async () => {
    const error = await refusal(hostile('prints-banner'));
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain('it is not JSON): Welcome to the driver host 3.1');
  });

  it.each([
    [{ protocol: 2 }, '"protocol" must be 1'],
    [{ error: { code: -32000, message: 'no \u001b[5mGPU' } }, 'with the error -32000: no \\x1b[5mGPU'],
  ])('introduces itself by %j', async (given, sentence) => {
    const error = await refusal(hostile('introduces-itself', [JSON.stringify(given)]));
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain(sentence);
  });
});

it('hands on names as they came: who prints them makes them safe', async () => {
  await talk(hostile('names-with-escapes'), async (connection) => {
    expect(connection.introduction.driver.version).toBe('\u001b[2J');
    expect(await create(connection)).toMatchObject({ kind: 'refused', code: -32000 });
  });
});

describe('a spare process', () => {
  it('replaces one that died, and goes with the last one that is closed', async () => {
    const adapter = hostile('ignores-end-of-input', [], longTimeoutMs, { spare: true });
    const pidOf = async (connection: ProcessConnection) => {
      const answer = await create(connection);
      return Number(answer.kind === 'result' && answer.result['hDevice']);
    };
    const first = await adapter.start();
    const firstPid = await pidOf(first);
    process.kill(firstPid, 'SIGKILL');
    expect(await create(first)).toMatchObject({ kind: 'crash', what: 'was ended by SIGKILL' });
    await first.close();
    const second = await adapter.start();
    const secondPid = await pidOf(second);
    const third = await adapter.start();
    const thirdPid = await pidOf(third);
    expect(new Set([firstPid, secondPid, thirdPid]).size).toBe(3);
    await Promise.all([second.end(20), third.end(20), adapter.dispose()]);
    expect([secondPid, thirdPid].filter(isRunning)).toEqual([]);
  });

  it('is started once a process has died, where that is asked for', async () => {
    const adapter = hostile('crashes-on-50th', [], longTimeoutMs, { spare: 'after-termination' });
    for (let start = 0; start < 3; start++) {
      const connection = await adapter.start();
      let calls = 1;
      while ((await create(connection)).kind === 'result') calls += 1;
      expect(calls).toBe(50);
      await connection.close();
    }
    await adapter.dispose();
  });

  it('does not hide that the adapter does not start', async () => {
    const adapter = hostile('exits-before-initialize', [], longTimeoutMs, { spare: true });
    expect((await refusal(adapter)).code).toBe('ADAPTER_START');
    expect((await refusal(adapter)).code).toBe('ADAPTER_START');
  });
});
