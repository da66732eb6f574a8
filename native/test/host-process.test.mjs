// The hosts as processes: command line, files that are no drivers, order, and the end.
import assert from 'node:assert/strict';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Host, startUmdHost } from './host.mjs';
import { build, prepareWindows } from './windows-program.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'kexcts-host-'));
before(() => prepareWindows());
after(() => rmSync(folder, { recursive: true }));

describe('command line', () => {
  for (const [args, status, says] of [
    [['--help'], 0, /usage: umd-host DRIVER.dll/],
    [['--version'], 0, /adapter protocol 1/],
    [[], 2, /expected the path of a driver DLL/],
    [['x.dll', '--tabel', '7'], 2, /unknown option: --tabel/],
    [['x.dll', '--table', '4'], 2, /expected|table 7, 6, 5, 3 or 2/],
    [['x.dll', '--watchdog'], 2, /expected a value after: --watchdog/],
    [['x.dll', '--watchdog', '-5'], 2, /expected milliseconds/],
    [['x.dll', 'y.dll'], 2, /one driver only/],
  ]) {
    it(`umd-host ${args.join(' ')}`, async () => {
      const host = new Host('umd-host.exe', args);
      assert.equal(await host.exit, status);
      assert.match(host.stderr, says);
      assert.deepEqual(host.lines, []);
    });
  }
});

describe('what is no driver', () => {
  it('a missing file', async () => {
    const host = startUmdHost('no-such-driver.dll');
    const { code, message } = await host.refusal('initialize', { protocol: 1 });
    assert.equal(code, -32000);
    assert.match(message, /LoadLibrary\(.*no-such-driver\.dll\): error \d+/);
    assert.equal(await host.end(), 0);
  });

  it('a file that is no DLL', async () => {
    const file = path.join(folder, 'text.dll');
    writeFileSync(file, 'no DLL');
    const host = new Host('umd-host.exe', [file]);
    assert.match((await host.refusal('initialize', { protocol: 1 })).message, /no 64-bit DLL/);
    await host.end();
  });

  it('a DLL without OpenAdapter10_2', async () => {
    const host = new Host('umd-host.exe', ['C:\\windows\\system32\\version.dll']);
    await host.initialize();
    const { code, message } = await host.refusal('CreateDevice');
    assert.deepEqual([code, message], [-32601, 'the driver exports no OpenAdapter10_2']);
    await host.end();
  });
});

describe('conversation', () => {
  it('begins with initialize, once, for protocol 1', async () => {
    const host = startUmdHost('reference-umd.dll');
    assert.equal((await host.refusal('CreateDevice')).code, -32000);
    assert.equal((await host.refusal('initialize', { protocol: 2 })).code, -32602);
    await host.initialize();
    assert.equal((await host.refusal('initialize', { protocol: 1 })).code, -32600);
    assert.equal((await host.refusal('OPMCreateProtectedOutput')).code, -32601);
    await host.end();
  });

  it('keeps the form of ids', async () => {
    const host = startUmdHost('reference-umd.dll');
    for (const id of ['"a\\u00e4\\"b"', '1e3', '-0', '12345678901234567890', 'null', '""'])
      host.write(`{"jsonrpc":"2.0","id":${id},"method":"x"}\n`);
    assert.equal(await host.end(), 0);
    assert.deepEqual(
      host.lines.map((line) => /"id":(.*),"error"/.exec(line)[1]),
      ['"aä\\"b"', '1e3', '-0', '12345678901234567890', 'null', '""'],
    );
  });

  it('answers what arrived before the end of the input', async () => {
    const host = startUmdHost('reference-umd.dll');
    host.write('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocol":1}}\r\n');
    for (let id = 2; id < 500; id++) host.write(`{"jsonrpc":"2.0","id":${id},"method":"CreateDevice"}\n`);
    assert.equal(await host.end(), 0);
    assert.equal(host.lines.length, 499 - 0);
    assert.ok(host.lines.slice(1).every((line) => JSON.parse(line).result.hr === 0));
  });

  it('takes a line of 1 MiB and refuses a longer one', async () => {
    const host = startUmdHost('reference-umd.dll');
    const frame = '{"jsonrpc":"2.0","id":1,"method":"x","params":{"pad":""}}';
    const line = (length) => frame.replace('""', `"${'x'.repeat(length - frame.length)}"`);
    host.write(`${line(1024 * 1024 - 1)}\n${line(1024 * 1024)}\n{"jsonrpc":"2.0","id":2,"method":"x"}\n`);
    assert.equal(await host.end(), 0);
    assert.deepEqual(
      host.lines.map((text) => JSON.parse(text)).map(({ id, error }) => [id, error.code]),
      [
        [1, -32601],
        [null, -32600],
        [2, -32601],
      ],
    );
  });

  it('ends where its output is closed', async () => {
    const host = startUmdHost('reference-umd.dll');
    await host.initialize();
    host.child.stdout.destroy();
    host.write('{"jsonrpc":"2.0","id":7,"method":"CreateDevice"}\n'.repeat(3));
    assert.equal(await host.exit, 0);
  });

  it('loads a driver whose path has blanks and other letters', async () => {
    const { copyFileSync } = await import('node:fs');
    const file = path.join(folder, 'Treiber ä 驱动.dll');
    copyFileSync(path.join(build, 'reference-umd.dll'), file);
    const host = new Host('umd-host.exe', [file]);
    assert.equal((await host.initialize()).driver.name, 'kexcts reference driver');
    await host.end();
  });
});
