// The built command line, as a user calls it: exit statuses, hostile drivers, reproducibility, the contract as only judge.
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { cli, fresh, kexcts, reportIn, scratchFolder, withScratch } from './command-line.test-support.ts';

const proxy = join(packageRoot, 'src', 'cli', 'misbehaving-proxy.mjs');
withScratch();

/** A report without the members that may differ from run to run. */
function lasting(folder: string): unknown {
  return Object.fromEntries(Object.entries(reportIn(folder)).filter(([name]) => !name.startsWith('time')));
}

describe('kexcts run', () => {
  it('finds that the emulator conforms, and exits 0', () => {
    const out = fresh();
    const done = kexcts('run', '--level', 'smoke', '--strict', '--out', out);
    expect(done.status).toBe(0);
    expect(done.stdout.split('\n')[0]).toBe('conforms');
    expect(reportIn(out).summary).toMatchObject({ verdict: 'conforms', fail: 0, warn: 0, error: 0 });
    expect(readdirSync(out).sort()).toEqual(['observations.ndjson', 'report.json', 'verdicts.ndjson']);
  });

  it('gives the same report for the same seed, whatever the number of workers', () => {
    const [one, two, four] = [fresh(), fresh(), fresh()];
    for (const [out, workers] of [
      [one, '1'],
      [two, '1'],
      [four, '4'],
    ] as const) {
      expect(
        kexcts('run', '--level', 'smoke', '--seed', '7', '--workers', workers, '--out', out).status,
      ).toBe(0);
    }
    expect(lasting(two)).toEqual(lasting(one));
    expect(lasting(four)).toEqual(lasting(one));
    const verdicts = (out: string): string => readFileSync(join(out, 'verdicts.ndjson'), 'utf8');
    expect(verdicts(two)).toBe(verdicts(one));
    expect(verdicts(four)).toBe(verdicts(one));
  });

  it('comes to the same by plan, observe and judge', () => {
    const [out, whole] = [fresh(), fresh()];
    const plan = join(scratchFolder(), 'p.ndjson');
    const observations = join(scratchFolder(), 'o.ndjson');
    expect(kexcts('run', '--level', 'smoke', '--out', whole).status).toBe(0);
    expect(kexcts('plan', '--level', 'smoke', '--out', plan).status).toBe(0);
    expect(kexcts('observe', '--plan', plan, '--out', observations).status).toBe(0);
    expect(kexcts('judge', '--plan', plan, '--observations', observations, '--out', out).status).toBe(0);
    expect(reportIn(out).clauses).toEqual(reportIn(whole).clauses);
    expect(reportIn(out).summary).toEqual(reportIn(whole).summary);
  });

  it.each([
    ['s/E_INVALIDARG/E_FAIL/', /E_INVALIDARG/g, 'E_FAIL', ['--strict']],
    ['s/256/255/', /\b256\b/g, '255', []],
    ['MUST made of SHOULD', /"level": "SHOULD"/g, '"level": "MUST"', []],
  ])('is judged by spec/contract/ alone: %s', (_what, from, to, options) => {
    const spec = join(fresh(), 'spec');
    cpSync(join(packageRoot, 'spec'), spec, { recursive: true });
    for (const name of readdirSync(join(spec, 'contract'))) {
      const path = join(spec, 'contract', name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    }
    const done = kexcts('run', '--level', 'smoke', ...options, '--spec', spec, '--out', fresh());
    expect(done.status).toBe(to.includes('MUST') ? 0 : 1);
  });

  it.each(['crash', 'hang', 'garbage', 'flood', 'wrong-id'])(
    'survives a driver that does this from its 50th request on: %s',
    (mode) => {
      const out = fresh();
      const adapter = `exec:${JSON.stringify([process.execPath, proxy, cli, mode, '50'])}`;
      const done = kexcts(
        'run',
        '--level',
        'smoke',
        '--timeout',
        '400',
        '--workers',
        '1',
        '--shard',
        '1/20',
        '--adapter',
        adapter,
        '--out',
        out,
      );
      const { summary } = reportIn(out);
      const died = { crash: summary.crash, hang: summary.timeout }[mode] ?? summary.error;
      expect(died).toBeGreaterThan(0);
      expect(summary.pass).toBeGreaterThan(0);
      expect([1, 3]).toContain(done.status);
      expect(done.stdout).not.toContain('\u001b[31m');
      expect(done.stderr).not.toMatch(/\n\s+at /);
    },
  );

  it('keeps standard error beside the crash', () => {
    const out = fresh();
    const adapter = `exec:${JSON.stringify([process.execPath, proxy, cli, 'crash', '30'])}`;
    kexcts(
      'run',
      '--level',
      'smoke',
      '--workers',
      '1',
      '--shard',
      '1/20',
      '--adapter',
      adapter,
      '--out',
      out,
    );
    expect(readFileSync(join(out, 'observations.ndjson'), 'utf8')).toContain('about to crash');
  });

  it('says not applicable where the key exchange is not offered', () => {
    const args = ['run', '--level', 'smoke', '--adapter-option', 'keyExchange=hw-protection'];
    const done = kexcts(...args, '--out', fresh());
    expect(done.status).toBe(3);
    expect(done.stdout).toContain('RSAES_OAEP');
    expect(done.stdout).not.toMatch(/NCSKE-/);
    expect(kexcts(...args, '--allow-not-applicable', '--out', fresh()).status).toBe(0);
  });

  it('names the profile that a driver answers to', () => {
    const out = fresh();
    const done = kexcts('run', '--level', 'smoke', '--adapter-option', 'profile=oaep-sha1', '--out', out);
    expect(done.status).toBe(1);
    expect(JSON.stringify(reportIn(out))).toContain('"answersTo":"oaep-sha1"');
  });

  it('makes a case file of a finding that replay takes', () => {
    const out = fresh();
    expect(
      kexcts('run', '--level', 'smoke', '--adapter-option', 'profile=oaep-sha1', '--out', out).status,
    ).toBe(1);
    const [file] = readdirSync(join(out, 'regressions'));
    const replayed = kexcts(
      'replay',
      join(out, 'regressions', file ?? ''),
      '--adapter-option',
      'profile=oaep-sha1',
    );
    expect(replayed.status).toBe(1);
    expect(replayed.stdout).toMatch(/^FAIL {2}/m);
    expect(kexcts('replay', join(out, 'regressions', file ?? '')).status).toBe(0);
    // As the report was made, but for what is given.
    const id = reportIn(out).findings[0]?.case ?? '';
    const from = kexcts('replay', id, '--from', out);
    expect([from.status, from.stderr]).toEqual([1, 'kexcts: the adapter of the report: emulator\n']);
    expect(kexcts('replay', id, '--from', out, '--adapter', 'emulator').status).toBe(0);
    expect(kexcts('replay', id, '--from', out, '--profile', 'oaep-sha1').status).toBe(0);
  });
});

describe('bad input', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['an unknown option', ['run', '--nonsense'], 'unknown option'],
    ['an unknown command', ['ruin'], 'unknown command'],
    ['an unknown adapter', ['run', '--adapter', 'emulater'], 'ADAPTER_UNKNOWN'],
    ['an unknown profile', ['run', '--profile', 'oaep-md5'], 'PROFILE_UNKNOWN'],
    ['an unknown clause', ['run', '--level', 'smoke', '--clause', 'NCSKE-NO-*'], 'CLAUSE_UNKNOWN'],
    ['an unknown format', ['run', '--report', 'pdf'], 'FORMAT_UNKNOWN'],
    ['an unknown level', ['run', '--level', 'huge'], 'Allowed choices'],
    ['a bad number', ['run', '--seed', 'x'], 'whole number'],
    ['a bad shard', ['run', '--shard', '5/4'], 'I/N'],
    ['a missing spec folder', ['run', '--spec', 'nowhere'], 'SPEC_'],
    ['a missing plan', ['observe', '--plan', 'nowhere.ndjson'], 'FILE_UNREADABLE'],
    ['an unknown case', ['replay', 'aaaaaaaaaaaaaaaa'], 'CASE_UNKNOWN'],
    ['an unknown clause to explain', ['explain', 'NCSKE-NO-1'], 'CASE_UNKNOWN'],
    ['an unknown list', ['list', 'nonsense'], 'LIST_UNKNOWN'],
    ['--resume without a folder', ['run', '--resume'], 'RESUME_WHERE'],
  ];

  it.each(cases)('%s: one message, status 2, no stack trace', (_what, args, text) => {
    const done = kexcts(...args);
    expect(done.stderr).toContain(text);
    expect(done.status).toBe(2);
    expect(done.stderr).not.toMatch(/\n\s+at /);
    expect(done.stdout).toBe('');
  });

  it('a broken contract: file and line', () => {
    const spec = join(fresh(), 'spec');
    cpSync(join(packageRoot, 'spec'), spec, { recursive: true });
    const path = join(spec, 'contract', 'errors.json');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 500));
    const done = kexcts('run', '--spec', spec, '--out', fresh());
    expect(done.status).toBe(2);
    expect(done.stderr).toMatch(/errors\.json:\d+/);
  });

  it('a folder that holds a report already', () => {
    const out = fresh();
    expect(kexcts('run', '--level', 'smoke', '--shard', '1/50', '--out', out).status).toBe(0);
    const again = kexcts('run', '--level', 'smoke', '--shard', '1/50', '--out', out);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('OUT_EXISTS');
  });

  it('an output folder that cannot be made', () => {
    const file = join(scratchFolder(), 'a-file');
    writeFileSync(file, '');
    const done = kexcts('run', '--level', 'smoke', '--out', join(file, 'out'));
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('REPORT_WRITE');
  });

  // Neither place lets even root make a folder.
  it.runIf(process.platform === 'linux')('a read-only output folder', () => {
    const done = kexcts('run', '--level', 'smoke', '--out', '/proc/kexcts/out');
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('REPORT_WRITE');
  });

  it.runIf(process.platform === 'linux')('a full disk', () => {
    const plan = join(scratchFolder(), 'for-a-full-disk.ndjson');
    expect(kexcts('plan', '--level', 'smoke', '--out', plan).status).toBe(0);
    const done = kexcts('observe', '--plan', plan, '--out', '/dev/full');
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('no space is left');
    expect(done.stderr).not.toMatch(/\n\s+at /);
  });

  it('a program that does not start, or does not introduce itself', () => {
    const missing = kexcts('run', '--adapter', 'exec:./no-such-program', '--out', fresh());
    expect(missing.status).toBe(3);
    expect(missing.stderr).toContain('ADAPTER_START');
    const silent = kexcts(
      'run',
      '--adapter',
      `exec:${JSON.stringify([process.execPath, '-e', '0'])}`,
      '--out',
      fresh(),
    );
    expect(silent.status).toBe(3);
    const talking = `exec:${JSON.stringify([process.execPath, '-e', 'console.error("no card\\n");process.exit(2)'])}`;
    const failed = kexcts('run', '--adapter', talking, '--out', fresh());
    expect(failed.status).toBe(3);
    expect(failed.stderr).toMatch(/\n {2}its standard error:\n {4}no card\n/);
  });

  it('a plan that was cut off, or edited', () => {
    const plan = join(scratchFolder(), 'cut.ndjson');
    expect(kexcts('plan', '--level', 'smoke', '--out', plan).status).toBe(0);
    const lines = readFileSync(plan, 'utf8').split('\n');
    writeFileSync(plan, lines.slice(0, -5).join('\n'));
    const cut = kexcts('observe', '--plan', plan, '--out', join(scratchFolder(), 'x.ndjson'));
    expect([cut.status, cut.stderr.includes('PLAN_HASH')]).toEqual([2, true]);
    writeFileSync(plan, lines.join('\n').replace('"DataSize":0', '"DataSize":9'));
    const edited = kexcts('observe', '--plan', plan, '--out', join(scratchFolder(), 'x.ndjson'));
    expect([edited.status, edited.stderr.includes('FILE_LINE')]).toEqual([2, true]);
  });
});

describe('words', () => {
  it('explains a clause and a case, and lists what there is', () => {
    expect(kexcts('explain', 'NCSKE-ERR-1').stdout).toContain('MUST');
    for (const what of ['clauses', 'cases', 'profiles', 'adapters']) {
      const listed = kexcts('list', what);
      expect(listed.status).toBe(0);
      expect(listed.stdout.split('\n').length).toBeGreaterThan(3);
      expect(JSON.parse(kexcts('list', what, '--json').stdout)).toBeInstanceOf(Array);
    }
    const [first] = JSON.parse(kexcts('list', 'cases', '--level', 'smoke', '--json').stdout) as {
      id: string;
    }[];
    const explained = kexcts('explain', first?.id ?? '');
    expect(explained.status).toBe(0);
    expect(explained.stdout).toContain('clauses:');
  });
});
