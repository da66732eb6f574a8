import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execAdapter } from '../exec/exec-adapter.ts';
import { hasCompiler } from './compile.test-support.ts';
import { block, method, Misbehaving, open, result } from './misbehaving.test-support.ts';
import { lineLimit } from '../../core/protocol/line-reader.ts';

let hostile: Misbehaving;
let runner: string;

beforeAll(async () => {
  hostile = await Misbehaving.make();
  runner = join(hostile.folder, 'bundle.mjs');
});

afterAll(() => hostile.remove());

/** Lines in, lines out, and how it ended. */
function converse(lines: readonly (string | Buffer)[]): { status: number | null; answers: string[] } {
  const input = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
  const done = spawnSync(process.execPath, [runner, hostile.library], { input, maxBuffer: 1e9 });
  return { status: done.status, answers: done.stdout.toString('utf8').trimEnd().split('\n') };
}

/** As `converse`, but input ends only behind the last answer: what is asked behind the end need not be answered. */
function converseWithLongTimeout(
  lines: readonly (string | Buffer)[],
): Promise<{ status: number | null; answers: string[] }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [runner, hostile.library], { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    let answered = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      for (const byte of chunk) if (byte === 0x0a) answered += 1;
      if (answered >= lines.length) child.stdin.end();
    });
    child.on('close', (status) => {
      resolve({ status, answers: Buffer.concat(chunks).toString('utf8').trimEnd().split('\n') });
    });
    child.stdin.write(Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])));
  });
}

const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 'first',
  method: 'initialize',
  params: { protocol: 1, suite: { name: 'test', version: '1' }, options: {} },
});
const createDevice = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'CreateDevice', params: {} });

describe('the command line of the runner', () => {
  it.each([
    [[], 'one library is expected'],
    [['a.so', 'b.so'], 'one library is expected'],
    [['--watchdog', 'soon', 'a.so'], '--watchdog takes milliseconds; got "soon"'],
  ])('%j is refused', (args, sentence) => {
    const done = spawnSync(process.execPath, [runner, ...args], { encoding: 'utf8' });
    expect(done.status).toBe(1);
    expect(done.stderr).toContain(sentence);
    expect(done.stderr).toContain('usage: ffi-runner');
    expect(done.stderr).not.toMatch(/\n\s+at /);
  });
});

describe.skipIf(!hasCompiler)('the runner', () => {
  it('is a program for exec:, whatever the driver prints', async () => {
    const command = JSON.stringify([process.execPath, runner, hostile.library]);
    const settings = { options: { how: 'prints' }, callTimeoutMs: 20_000 };
    const connection = await execAdapter(command, settings).start();
    const params = { ...(await open(connection)), DataSize: 256, pData: block };
    expect(result(await connection.call(method, params))).toMatchObject({ hr: 0 });
    await connection.close();
  });

  it('ends itself where a call takes too long and nobody ends it', async () => {
    const child = spawn(process.execPath, [runner, '--watchdog', '300', hostile.library], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const handles = { hDevice: null, hCryptoSession: null };
    const hang = { jsonrpc: '2.0', id: 2, method, params: { ...handles, DataSize: 0, pData: null } };
    child.stdin.write(`${initialize.replace('"options":{}', '"options":{"how":"hangs"}')}\n`);
    child.stdin.write(`${JSON.stringify(hang)}\n`);
    expect(await ended).toBe(124);
    expect(text).toMatch(/^watchdog: a call has not returned for \d+ ms/);
    child.stdin.destroy();
  });

  it('answers what is no request, and goes on', () => {
    const device = (hDevice: unknown): string =>
      JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'DestroyDevice', params: { hDevice } });
    const { status, answers } = converse([
      createDevice,
      initialize.replace('"protocol":1', '"protocol":2'),
      initialize.replace('"options":{}', '"options":{"how":7}'),
      initialize,
      initialize,
      '',
      '{',
      '[]',
      'null',
      Buffer.from([0xff, 0xfe, 0x7b]),
      '{"jsonrpc":"2.0","id":null,"method":"CreateDevice"}',
      '{"jsonrpc":"2.0","id":{},"method":"CreateDevice"}',
      '{"jsonrpc":"2.0","id":1}',
      '['.repeat(100_000),
      'x'.repeat(lineLimit + 1),
      'y'.repeat(5 * lineLimit),
      device('__proto__'),
      device('x'.repeat(200_000)),
      '{"jsonrpc":"2.0","id":4,"method":"constructor","params":{}}',
      createDevice,
    ]);
    expect(status).toBe(0);
    expect(answers.map((line) => (JSON.parse(line) as { error?: { code: number } }).error?.code)).toEqual([
      -32600,
      -32602,
      -32602,
      undefined,
      -32600,
      -32700,
      -32700,
      -32600,
      -32600,
      -32700,
      -32600,
      -32600,
      -32600,
      -32700,
      -32700,
      -32700,
      -32602,
      -32602,
      -32601,
      undefined,
    ]);
    expect(answers.every((line) => Buffer.byteLength(line) < 3000)).toBe(true);
  });

  it('survives thousands of lines that were tampered with', async () => {
    const params = { hDevice: null, hCryptoSession: null, DataSize: 16, pData: '5a'.repeat(16), flags: 0 };
    const originals = [
      createDevice,
      JSON.stringify({ jsonrpc: '2.0', id: 5, method, params }),
      JSON.stringify({ jsonrpc: '2.0', id: 6, method: `${method}MT`, params }),
      JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'test/probeSessionKey', params }),
      JSON.stringify({
        jsonrpc: '2.0',
        id: 8,
        method: 'GetCertificate',
        params: { ...params, CertificateSize: 9 },
      }),
    ];
    // A linear congruential generator: the same lines in each run.
    let state = 12_345;
    const below = (count: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * count);
    };
    const lines = [Buffer.from(initialize)];
    for (let count = 0; count < 5000; count += 1) {
      const line = Buffer.from(originals[below(originals.length)] ?? '');
      for (let changes = below(3); changes >= 0; changes -= 1) {
        const byte = below(256);
        line[below(line.length)] = byte === 0x0a ? 0x20 : byte;
      }
      lines.push(line);
    }
    const { status, answers } = await converseWithLongTimeout([...lines, createDevice]);
    expect(status).toBe(0);
    expect(answers).toHaveLength(lines.length + 1);
    expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ id: 2, result: { hr: 0 } });
  });
});
