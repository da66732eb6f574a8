// What happens to the processes of a suite that ends without closing them.
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from './bundle.test-support.ts';
import { isRunning } from './is-running.test-support.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  ({ folder, file } = await bundle('src/adapters/exec/exec-adapter.ts'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const hostile = fileURLToPath(new URL('fixtures/bad-adapters/ignores-end-of-input.mjs', import.meta.url));

/** Runs a suite that starts an adapter, with a spare beside it, prints the process id of the first, and does `then`. */
async function suite(name: string, then: string): Promise<number> {
  const script = join(folder, name);
  await writeFile(
    script,
    `import { execAdapter } from ${JSON.stringify(pathToFileURL(file).href)};
     const command = JSON.stringify([process.execPath, ${JSON.stringify(hostile)}]);
     const adapter = execAdapter(command, { options: {}, callTimeoutMs: 20000 }, { spare: true });
     const connection = await adapter.start();
     const { result } = await connection.call('CreateDevice', {});
     console.log(result.hDevice);
     ${then}`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return Number(stdout);
}

it('ends them with itself', async () => {
  expect(isRunning(await suite('exits.mjs', 'process.exit(0);'))).toBe(false);
});

it('is not kept running by a spare process', async () => {
  const crash = "process.kill(result.hDevice, 'SIGKILL'); await connection.call('CreateDevice', {});";
  expect(isRunning(await suite('spare.mjs', crash))).toBe(false);
});
