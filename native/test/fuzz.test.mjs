// The hosts take any line: each is answered by one line of JSON, and the process ends with status 0.
// KEXCTS_FUZZ_LINES (default 4000) says how many.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fuzzLines } from './fuzz-lines.mjs';
import { Host, startUmdHost } from './host.mjs';
import { prepareWindows } from './windows-program.mjs';

const count = Number(process.env.KEXCTS_FUZZ_LINES ?? 4000);
before(() => prepareWindows());

async function fuzz(host, lines) {
  const { stdin, stdout } = host.child;
  stdout.removeAllListeners('data');
  let answers = 0;
  let rest = '';
  const codes = new Map();
  stdout.on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const part of parts) {
      const answer = JSON.parse(part);
      assert.equal(answer.jsonrpc, '2.0');
      assert.notEqual(answer.result === undefined, answer.error === undefined);
      const code = answer.error?.code ?? 'result';
      codes.set(code, (codes.get(code) ?? 0) + 1);
      answers++;
    }
  });
  for (const line of lines) {
    if (!stdin.write(Buffer.concat([line, Buffer.from('\n')])))
      await new Promise((resolve) => stdin.once('drain', resolve));
  }
  const status = await host.end();
  assert.equal(rest, '');
  return { answers, status, codes };
}

describe(`${count} lines`, () => {
  it('umd-host with the reference driver', { timeout: 900_000 }, async () => {
    const host = startUmdHost('reference-umd.dll');
    await host.initialize();
    const { answers, status, codes } = await fuzz(host, fuzzLines(count));
    assert.deepEqual([answers, status], [count, 0]);
    for (const code of ['result', -32700, -32600, -32601, -32602])
      assert.ok(codes.get(code) > count / 1000, `${code}: ${codes.get(code)}`);
  });

  it('umd-host before initialize', { timeout: 900_000 }, async () => {
    const lines = [...fuzzLines(Math.ceil(count / 4), 2)].filter((line) => !line.includes('initialize'));
    const { answers, status } = await fuzz(startUmdHost('reference-umd.dll'), lines);
    assert.deepEqual([answers, status], [lines.length, 0]);
  });

  it('d3d11-host', { timeout: 900_000 }, async () => {
    const lines = [...fuzzLines(count, 3)];
    const { answers, status } = await fuzz(new Host('d3d11-host.exe', [], { env: { DISPLAY: '' } }), lines);
    assert.deepEqual([answers, status], [lines.length, 0]);
  });
});
