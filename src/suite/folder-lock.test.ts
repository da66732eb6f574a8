import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let scratch: string;
let holderScript: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'kexcts-lock-'));
  // A process that takes a folder and stays; built, since Node 20 reads no TypeScript.
  const bundled = join(scratch, 'folder-lock.mjs');
  holderScript = `import { lockFolder } from ${JSON.stringify(pathToFileURL(bundled).href)};
    await lockFolder(process.argv[1]);
    process.stdout.write('taken\\n');
    setInterval(() => undefined, 1000);`;
  await build({
    entryPoints: [join(import.meta.dirname, 'folder-lock.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: bundled,
    logLevel: 'error',
  });
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

/** Another process that has the folder. */
async function holder(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holderScript, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

function folder(name: string): string {
  return mkdtempSync(join(scratch, `${name}-`));
}

it('gives a folder to one process at a time, whichever path leads to it', async () => {
  const path = folder('one');
  const release = await lockFolder(path);
  await expect(lockFolder(path)).rejects.toMatchObject({ code: 'OUT_IN_USE', status: 2 });
  if (process.platform !== 'win32') {
    const link = `${path}-link`;
    symlinkSync(path, link);
    await expect(lockFolder(link)).rejects.toMatchObject({ code: 'OUT_IN_USE' });
  }
  const other = await lockFolder(folder('other'));
  other();
  release();
  (await lockFolder(path))();
});

it('is free again when the process that had it was killed', async () => {
  const path = folder('killed');
  const child = await holder(path);
  await expect(lockFolder(path)).rejects.toMatchObject({ code: 'OUT_IN_USE' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  (await lockFolder(path))();
});
