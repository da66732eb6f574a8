// The built command line as a gate: verdicts that outlive their readers, folders with one writer, drivers with hostile names.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { junitComplaints } from '../5-report/read-back.test-support.ts';
import { cli, fresh, kexcts, reportIn, scratchFolder, withScratch } from './command-line.test-support.ts';

const faulty = ['run', '--level', 'smoke', '--adapter', 'emulator:size-one-above'];
withScratch();

describe.skipIf(process.platform === 'win32')('a verdict outlives its readers', () => {
  // `head` stands for a reader that goes away; the shell's $? is the suite's.
  it.each([
    ['nobody reads standard output', '"$@" > >(head -c 1 > /dev/null) 2> /dev/null'],
    ['nobody reads standard error', '"$@" 2> >(head -c 1 > /dev/null) > /dev/null'],
    [
      'nobody reads either',
      '{ "$@"; echo $? >&3; } 3> status 2>&1 | head -c 1 > /dev/null; exit "$(cat status)"',
    ],
    ['both are closed', '"$@" >&- 2>&-'],
  ])('%s', (_what, script) => {
    const out = fresh();
    const args = ['-c', script, 'bash', process.execPath, cli, ...faulty, '--out', out];
    const done = spawnSync('bash', args, { cwd: scratchFolder(), encoding: 'utf8' });
    expect(done.status).toBe(1);
    expect(reportIn(out).summary.verdict).toBe('does-not-conform');
  });

  it.runIf(existsSync('/dev/full'))('standard output is full: reported, and status 2', () => {
    const out = fresh();
    const args = ['-c', '"$@" > /dev/full', 'bash', process.execPath, cli, ...faulty, '--out', out];
    const done = spawnSync('bash', args, { cwd: scratchFolder(), encoding: 'utf8' });
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('OUTPUT_WRITE');
    expect(done.stderr).not.toMatch(/\n\s+at /);
    expect(reportIn(out).summary.verdict).toBe('does-not-conform');
  });
});

// Windows has no way to hold a process.
it.skipIf(process.platform === 'win32')('gives a folder to one run at a time', async () => {
  const out = fresh();
  const args = ['run', '--level', 'smoke', '--out', out];
  const first = spawn(process.execPath, [cli, ...args], {
    cwd: scratchFolder(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(first, 'exit');
  // It has begun when it reports its progress; it is held there until the second one has ended.
  await once(first.stderr, 'data');
  first.kill('SIGSTOP');
  const second = kexcts(...args, '--resume');
  first.kill('SIGCONT');
  expect([second.status, second.stderr.includes('OUT_IN_USE')]).toEqual([2, true]);
  first.stderr.resume();
  expect(await ended).toEqual([0, null]);
});

it('takes the path of a report.json for its folder, with all that is beside it', () => {
  const [out, byFolder, byFile, key] = [fresh(), fresh(), fresh(), `${fresh()}.pem`];
  expect(kexcts(...faulty, '--out', out).status).toBe(1);
  const file = join(out, 'report.json');
  for (const [from, to] of [
    [out, byFolder],
    [file, byFile],
  ] as const) {
    expect(kexcts('merge', from, '--out', to, '--report', 'html,json').status).toBe(1);
  }
  const files = readdirSync(byFolder, { recursive: true, encoding: 'utf8' }).sort();
  expect(files.some((name) => name.startsWith('regressions'))).toBe(true);
  expect(readdirSync(byFile, { recursive: true, encoding: 'utf8' }).sort()).toEqual(files);
  const page = (folder: string): string => readFileSync(join(folder, 'report.html'), 'utf8');
  expect(page(byFile)).toBe(page(byFolder));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(`${key}.pub`, publicKey.export({ type: 'spki', format: 'pem' }));
  expect(kexcts('statement', file, '--key', key).status).toBe(0);
  expect(kexcts('statement', 'verify', file, '--key', `${key}.pub`).status).toBe(0);
  expect(existsSync(join(out, 'statement.json'))).toBe(true);
});

describe('judging what observing left out', () => {
  it.each([
    [['--clause', 'NCSKE-ERR-1']],
    [['--clause', 'NCSKE-CH-*', '--shard', '2/3']],
    [['--budget', '0ms']],
  ])('%j', (options) => {
    const [plan, observations] = [`${fresh()}.ndjson`, `${fresh()}.ndjson`];
    const [judged, run] = [fresh(), fresh()];
    expect(kexcts('plan', '--level', 'smoke', '--out', plan).status).toBe(0);
    expect(kexcts('observe', '--plan', plan, ...options, '--out', observations).status).toBe(0);
    const files = ['--plan', plan, '--observations', observations];
    expect(kexcts('judge', ...files, '--out', judged).status).toBe(0);
    expect(kexcts('run', '--level', 'smoke', ...options, '--out', run).status).toBe(0);
    expect(reportIn(judged).summary).toEqual(reportIn(run).summary);
    expect(reportIn(judged)).toMatchObject({ complete: false, summary: { verdict: 'conforms' } });
  });
});

const evil =
  '<script>alert(1)</script>"><img src=x onerror=alert(1)> \u001b]0;owned\u0007\u001b[2J\u001b[31mred ' +
  '\u202egpj.exe\u2066 ]]> ::error::owned\n::error::again =cmd|x!A0 | `x` **b** [z](javascript:alert(1)) ' +
  `\u0000 \u009b1m </title> ##[error]x ${'y'.repeat(5_000)}`;

it('a driver that calls itself anything changes nothing, in any format and on the terminal', async () => {
  // The emulator behind a program that renames it.
  const proxy = `
    const { spawn } = require('node:child_process');
    const { createInterface } = require('node:readline');
    const evil = ${JSON.stringify(evil)};
    const driver = spawn(process.execPath, [${JSON.stringify(cli)}, 'serve', '--fault', 'size-one-above'], { stdio: ['pipe', 'pipe', 'inherit'] });
    process.stdin.pipe(driver.stdin);
    process.stderr.write(evil + '\\n');
    createInterface({ input: driver.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      const named = message.result?.driver;
      if (named?.name !== undefined) Object.assign(named, { name: evil, version: evil, vendor: evil });
      process.stdout.write(JSON.stringify(message) + '\\n');
    });`;
  const out = fresh();
  const adapter = `exec:${JSON.stringify([process.execPath, '-e', proxy])}`;
  const formats = 'json,junit,html,sarif,ctrf,markdown,ndjson';
  const done = kexcts('run', '--level', 'smoke', '--adapter', adapter, '--out', out, '--report', formats);
  expect(done.status).toBe(1);
  const texts: Record<string, string> = { stdout: done.stdout, stderr: done.stderr };
  for (const name of readdirSync(out)) {
    // Observations are raw facts, no report; regressions are a folder.
    if (name === 'observations.ndjson' || name === 'regressions') continue;
    texts[name] = readFileSync(join(out, name), 'utf8');
  }
  expect(Object.keys(texts)).toHaveLength(10);
  for (const [name, text] of Object.entries(texts)) {
    expect([name, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.exec(text.replaceAll('\n', ''))?.[0]]).toEqual([
      name,
      undefined,
    ]);
    expect([name, /^\s*::/m.test(text)]).toEqual([name, false]);
  }
  for (const name of ['report.html', 'junit.xml']) {
    expect([name, /<script>alert|<img/.test(texts[name] ?? '')]).toEqual([name, false]);
  }
  expect(texts['stdout']).not.toContain('##[');
  const markdown = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  const tree = JSON.stringify(fromMarkdown(texts['summary.md'] ?? '', markdown));
  expect(tree).toContain('<script>alert(1)');
  expect(tree).not.toMatch(/"type":"(html|link|image)"/);
  expect(await junitComplaints(texts['junit.xml'] ?? '')).toEqual([]);
  expect(reportIn(out).driver['name']).toBe(evil);
  expect(reportIn(out).summary.verdict).toBe('does-not-conform');
});
