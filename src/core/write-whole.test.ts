import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  mkdirSync,
  existsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SuiteError } from './errors.ts';
import { writeError, writeWhole } from './write-whole.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kexcts-write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function failure(promise: Promise<void>): Promise<SuiteError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof SuiteError)) throw new TypeError(`expected a SuiteError, got ${String(thrown)}`);
  return thrown;
}

test('text, whole and in pieces', async () => {
  await writeWhole(join(folder, 'a.json'), '{"ü":1}\n');
  expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('{"ü":1}\n');
  const parts = Array.from({ length: 100_000 }, (_, index) => `line ${index} ü\n`);
  await writeWhole(join(folder, 'b.ndjson'), parts);
  expect(readFileSync(join(folder, 'b.ndjson'), 'utf8')).toBe(parts.join(''));
  expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.ndjson']);
});

test('an error half way leaves the old file, and nothing else', async () => {
  const path = join(folder, 'report.json');
  writeFileSync(path, 'old');
  function* text(): Generator<string> {
    yield 'x'.repeat(1_000_000);
    throw new RangeError('half way');
  }
  await expect(writeWhole(path, text())).rejects.toThrow('half way');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('a piece left by a killed process of the same number is no obstacle', async () => {
  writeFileSync(join(folder, `.report.json.${process.pid}.partial`), 'half');
  await writeWhole(join(folder, 'report.json'), 'whole');
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe('whole');
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('folders that are missing, files in their place, folders in the file’s place', async () => {
  const missing = await failure(writeWhole(join(folder, 'no', 'report.json'), 'x'));
  expect(missing.code).toBe('REPORT_WRITE');
  expect(missing.message).toContain('its folder does not exist (ENOENT)');
  expect(missing.hint).toContain('--out');
  expect(missing.status).toBe(2);
  writeFileSync(join(folder, 'file'), '');
  const blocked = await failure(writeWhole(join(folder, 'file', 'report.json'), 'x'));
  expect(blocked.code).toBe('REPORT_WRITE');
  mkdirSync(join(folder, 'report.json'));
  const taken = await failure(writeWhole(join(folder, 'report.json'), 'x'));
  expect(taken.code).toBe('REPORT_WRITE');
  expect(readdirSync(folder).sort()).toEqual(['file', 'report.json']);
});

test.skipIf(!existsSync('/dev/full'))('a full device', async () => {
  // Writing there always gives ENOSPC; the folder is not one to write in, so the error itself is held.
  const { open } = await import('node:fs/promises');
  const file = await open('/dev/full', 'w');
  const thrown: unknown = await file.write('x').catch((reason: unknown) => reason);
  await file.close();
  const error = writeError('out/report.json', thrown);
  expect(error).toMatchObject({
    code: 'REPORT_WRITE',
    hint: 'make room, or choose another folder with --out',
  });
  expect(String(error)).toContain('no space is left on the device (ENOSPC)');
});

test('read-only file systems and folders are distinguished', () => {
  const thrown = (code: string): Error => Object.assign(new Error(`${code}: x`), { code });
  expect(String(writeError('r.json', thrown('EROFS')))).toContain('the file system is read-only (EROFS)');
  expect(String(writeError('r.json', thrown('EACCES')))).toContain('permission is denied (EACCES)');
  expect(String(writeError('r.json', thrown('EIO')))).toContain('EIO: x (EIO)');
  const other = new RangeError('x');
  expect(writeError('r.json', other)).toBe(other);
});
