import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SuiteError } from '../../core/errors.ts';
import { packageRoot } from '../../core/package-root.ts';
import type { Answer } from '../../core/protocol/adapter.ts';
import { execAdapter } from '../exec/exec-adapter.ts';
import type { ProcessConnection } from '../exec/process-adapter.ts';
import { moduleAdapter } from './module-adapter.ts';
import { bundle } from '../exec/bundle.test-support.ts';

let folder: string;
let runner: string;

beforeAll(async () => {
  ({ folder, file: runner } = await bundle('src/adapters/module/runner.ts'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const misbehaves = fileURLToPath(new URL('fixtures/bad-adapters/misbehaves.mjs', import.meta.url));

async function start(path: string, options: Record<string, string> = {}, callTimeoutMs = 20_000) {
  return moduleAdapter(path, { options, callTimeoutMs }, {}, runner).start();
}

async function talk<T>(
  opened: Promise<ProcessConnection>,
  body: (connection: ProcessConnection) => Promise<T>,
) {
  const connection = await opened;
  try {
    return await body(connection);
  } finally {
    await connection.close();
  }
}

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function refusal(opened: () => Promise<ProcessConnection>): Promise<SuiteError> {
  try {
    await (await opened()).close();
  } catch (thrown) {
    if (thrown instanceof SuiteError) return thrown;
    throw thrown;
  }
  throw new Error('the adapter started');
}

describe('module:PATH', () => {
  it('introduces itself with the options given, answers, and ends with its input', async () => {
    const connection = await start(misbehaves, { name: 'mine' });
    expect(connection.introduction.driver.name).toBe('mine');
    expect(await connection.call('CreateDevice', {})).toEqual({
      kind: 'result',
      result: { hr: 0, hDevice: 'device-1' },
    });
    expect(await connection.call('DestroyDevice', {})).toEqual({ kind: 'result', result: {} });
    expect(await connection.end(20_000)).toEqual({ code: 0, signal: null, byItself: true });
  });

  it('prints as it likes: nothing of it reaches the wire', async () => {
    await talk(start(misbehaves), async (connection) => {
      expect(await connection.call('test/print', {})).toEqual({ kind: 'result', result: {} });
      expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
    });
  });

  it.each<[string, Partial<Answer>]>([
    ['test/none', { kind: 'refused', code: -32601, message: 'no test/none here' }],
    ['test/throw', { kind: 'refused', code: -32000, message: 'no such thing' }],
    ['test/throw-null', { kind: 'refused', code: -32000, message: 'null' }],
    [
      'test/number',
      { kind: 'refused', code: -32000, message: 'call("test/number") must give an object, got number' },
    ],
    ['test/long', { kind: 'refused', code: -32000 }],
    ['test/bigint', { kind: 'refused', code: -32000 }],
  ])('refuses %s and goes on', async (method, answer) => {
    await talk(start(misbehaves), async (connection) => {
      expect(await connection.call(method, {})).toMatchObject(answer);
      expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
    });
  });

  it.each([
    ['test/exit', 'ended with exit status 3', ''],
    ['test/late', 'ended with exit status 1', 'too late'],
  ])('crashes in %s', async (method, what, stderr) => {
    await talk(start(misbehaves), async (connection) => {
      const answer = await connection.call(method, {});
      expect(answer).toMatchObject({
        kind: 'crash',
        what,
        stderr: expect.stringContaining(stderr) as string,
      });
    });
  });

  it.each([
    ['test/loop', 'round and round\n'],
    ['test/never', ''],
  ])('runs out of time in %s', async (method, stderr) => {
    await talk(start(misbehaves, {}, 1000), async (connection) => {
      expect(await connection.call(method, {})).toEqual({ kind: 'timeout', afterMs: 1000, stderr });
    });
  });

  it('ends in the middle of a call when its input ends', async () => {
    const connection = await start(misbehaves);
    const answer = connection.call('test/never', {});
    expect(await connection.end(20_000)).toEqual({ code: 0, signal: null, byItself: true });
    expect(await answer).toMatchObject({ kind: 'crash' });
  });

  it('takes calls together where it is concurrent', async () => {
    await talk(start(misbehaves, { concurrent: 'yes' }), async (connection) => {
      const never = connection.call('test/never', {});
      expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
      await connection.close();
      expect(await never).toMatchObject({ kind: 'crash', what: 'was closed by the suite' });
    });
  });
});

describe('a module that is none', () => {
  it('does not exist, or is a folder', async () => {
    expect(await refusal(() => start(join(folder, 'none.mjs')))).toMatchObject({
      code: 'ADAPTER_START',
      message: expect.stringContaining('none.mjs does not exist') as string,
      status: 3,
    });
    await mkdir(join(folder, 'inner.mjs'));
    expect((await refusal(() => start(join(folder, 'inner.mjs')))).message).toContain('is not a file');
  });

  it.each([
    ['syntax.mjs', 'export default {;', "the module cannot be loaded: Unexpected token ';'"],
    ['import.mjs', "import './missing.mjs';", 'the module cannot be loaded: Cannot find module'],
    ['empty.mjs', '', 'must have an object as its default export'],
    ['null.mjs', 'export default null', 'got null'],
    ['half.mjs', 'export default { introduce() {} }', 'call is missing'],
    ['text.mjs', 'export default { introduce: "x", call() {} }', 'introduce is of type string'],
    [
      'nothing.mjs',
      'export default { introduce() {}, call() {} }',
      'introduce() must give an object, got undefined',
    ],
    ['wrong.mjs', 'export default { introduce: () => ({}), call() {} }', '"dialects" must be an array'],
    ['throws.mjs', 'throw new Error("no GPU")', 'the module cannot be loaded: no GPU'],
  ])('%s', async (name, text, sentence) => {
    const path = await written(name, text);
    const error = await refusal(() => start(path));
    expect(error).toMatchObject({ code: 'ADAPTER_INITIALIZE', status: 3 });
    expect(error.message).toContain(`module:${path}`);
    expect(error.message).toContain(sentence);
  });

  it('ends the process while it is loaded', async () => {
    const path = await written('exits.mjs', 'process.exit(6)');
    const error = await refusal(() => start(path));
    expect(error).toMatchObject({ code: 'ADAPTER_START', status: 3 });
    expect(error.message).toContain('ended with exit status 6 before it answered initialize');
  });
});

it('reads TypeScript where Node strips types, and says so where it does not', async () => {
  const path = await written(
    'typed.ts',
    `const name: string = 'typed';
     const named = { name, version: '1' };
     export default {
       introduce: () => ({ adapter: named, driver: named, dialects: [], capabilities: {} }),
       call: (method: string): object => ({ method }),
     };`,
  );
  if (process.allowedNodeEnvironmentFlags.has('--experimental-strip-types')) {
    await talk(start(path), async (connection) => {
      expect(await connection.call('test/any', {})).toEqual({
        kind: 'result',
        result: { method: 'test/any' },
      });
    });
  } else {
    const error = await refusal(() => start(path));
    expect(error).toMatchObject({ code: 'ADAPTER_START', status: 3 });
    expect(error.hint).toContain('Node 22.18');
  }
});

describe('docs/adapters.md', () => {
  it('shows a program and a module that work', async () => {
    const page = await readFile(join(packageRoot, 'docs', 'adapters.md'), 'utf8');
    const snippets = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, text]) => text ?? '');
    expect(snippets).toHaveLength(2);
    const program = await written('program.mjs', snippets[0] ?? '');
    const settings = { options: {}, callTimeoutMs: 20_000 };
    await talk(
      execAdapter(JSON.stringify([process.execPath, program]), settings).start(),
      async (connection) => {
        expect(connection.introduction.adapter.name).toBe('smallest');
        expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'refused', code: -32601 });
      },
    );
    const module = await written('module.mjs', snippets[1] ?? '');
    await talk(start(module, { driver: 'named' }), async (connection) => {
      expect(connection.introduction.driver.name).toBe('named');
      expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
      expect(await connection.call('CreateCryptoSession', {})).toMatchObject({
        kind: 'refused',
        code: -32601,
      });
    });
  });
});
