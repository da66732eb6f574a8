// `kexcts serve --fault NAME` as a driver engineer starts it: a process that speaks the protocol, and has the fault.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { guids } from '../core/windows/guids.ts';

const cli = join(packageRoot, 'dist', 'cli.js');

beforeAll(() => {
  expect(existsSync(cli), 'dist/cli.js must be built first: npm run build').toBe(true);
});

const call = (id: number, method: string, params: object): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;

/** Sends a size of 0 to a fresh session; what the entry point returned. */
function refusedBy(...args: readonly string[]): unknown {
  const session = { CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile: guids.NULL_GUID };
  const input = [
    call(0, 'initialize', { protocol: 1, options: {} }),
    call(1, 'CreateDevice', {}),
    call(2, 'CreateCryptoSession', {
      ...{ hDevice: 'device-1', ...session },
      KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP,
    }),
    call(3, 'NegotiateCryptoSessionKeyExchange', {
      ...{ hDevice: 'device-1', hCryptoSession: 'session-3' },
      ...{ DataSize: 0, pData: '' },
    }),
  ].join('');
  const done = spawnSync(process.execPath, [cli, 'serve', ...args], { input, encoding: 'utf8' });
  expect(done.stderr).toBe('');
  expect(done.status).toBe(0);
  const answers = done.stdout.split('\n').filter((line) => line !== '');
  const last = JSON.parse(answers.at(-1) ?? '{}') as { result?: { hr?: number } };
  return last.result?.hr;
}

test('the reference, a faulty variant, and a correct one', () => {
  expect(refusedBy()).toBe(0x80070057);
  expect(refusedBy('--fault', 'size-told-as-e-fail')).toBe(0x80004005);
  expect(refusedBy('--fault', 'device-looked-at-last')).toBe(0x80070057);
});

test('a variant that does not exist', () => {
  const done = spawnSync(process.execPath, [cli, 'serve', '--fault', 'size-one-abvoe'], {
    encoding: 'utf8',
  });
  expect(done.status).toBe(2);
  expect(done.stderr).toMatch(/did you mean size-one-above/);
});
