// docs/gate.md: its commands do what the page says.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { freshFolder } from '../suite/gate.test-support.ts';
import { parseBaseline } from './baseline/read-baseline.ts';

const page = readFileSync(join(packageRoot, 'docs', 'gate.md'), 'utf8');
const cli = process.env['KEXCTS_CLI'] ?? join(packageRoot, 'dist', 'cli.js');
let folder: string;

beforeAll(async () => {
  expect(existsSync(cli), 'dist/cli.js must be built first: npm run build').toBe(true);
  folder = await freshFolder();
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'work'));
  writeFileSync(join(folder, 'bin', 'kexcts'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)]
  .flatMap(([, block]) => (block ?? '').trimEnd().split('\n'))
  .map((line) => {
    const [, command = line, status = '0'] = /^(.*?)(?: # exits (\d))?$/.exec(line) ?? [];
    return { command, status: Number(status) };
  });

// A POSIX shell runs them.
it.skipIf(process.platform === 'win32')(
  'runs every command of docs/gate.md',
  () => {
    expect(commands.length).toBeGreaterThan(15);
    const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
    for (const { command, status } of commands) {
      const done = spawnSync('sh', ['-c', command], { cwd: join(folder, 'work'), env, encoding: 'utf8' });
      expect({ command, status: done.status, stderr: done.status === status ? '' : done.stderr }).toEqual({
        command,
        status,
        stderr: '',
      });
    }
  },
  240_000,
);

it('shows an entry that can be read', () => {
  const [, block = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];
  const { baseline } = parseBaseline('docs/gate.md', Buffer.from(`schema: kexcts-baseline/1\n${block}`));
  expect(baseline.accepted).toMatchObject([{ id: 'NCSKE-ERR-1', owner: 'driver team' }]);
});

it('names every variable of --shard auto', () => {
  const source = readFileSync(join(packageRoot, 'src', 'cli', 'shard-from-environment.ts'), 'utf8');
  const names = new Set(source.match(/'[A-Z][A-Z_]+'/g)?.map((name) => name.slice(1, -1)));
  expect(names.size).toBe(9);
  for (const name of names) expect(page).toContain(`\`${name}\``);
});
