// Files written whole or not at all: beside their place first, then renamed into it.
import { constants } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exitStatus, reasonOf, SuiteError } from './errors.ts';
import { plainText } from './plain-text.ts';

/** Bytes that are gathered before they are written. */
const gatheredBytes = 512 * 1024;

const reasons: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  EACCES: ['permission is denied', 'choose a folder that you may write to with --out'],
  EPERM: ['permission is denied', 'choose a folder that you may write to with --out'],
  EROFS: ['the file system is read-only', 'choose a folder that can be written to with --out'],
  ENOSPC: ['no space is left on the device', 'make room, or choose another folder with --out'],
  EDQUOT: ['the disk quota is used up', 'make room, or choose another folder with --out'],
  ENOENT: ['its folder does not exist', 'create it, or choose another folder with --out'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'choose another folder with --out'],
  EISDIR: ['a folder of that name is in its place', 'remove it, or choose another folder with --out'],
  ENAMETOOLONG: ['its path is too long', 'choose a folder with a shorter path with --out'],
  EFBIG: ['the file is too big for this file system', 'choose another folder with --out'],
};

/**
 * Writes a file so that its place holds either what was there before or all of the new text, also after a power cut.
 * @throws SuiteError `REPORT_WRITE` where that is not possible; nothing is left behind then.
 */
export async function writeWhole(path: string, text: string | Iterable<string>): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  let file: FileHandle | undefined;
  try {
    file = await openFresh(beside);
    await writeText(file, typeof text === 'string' ? [text] : text);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(beside, path);
  } catch (thrown) {
    await file?.close().catch(() => undefined);
    await unlink(beside).catch(() => undefined);
    throw writeError(path, thrown);
  }
  await syncFolder(dirname(path));
}

/** What a failed write means to the user; errors that are none of the file system's are passed on as they are. */
export function writeError(path: string, thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return thrown;
  const [what, remedy] = reasons[code] ?? [reasonOf(thrown), 'choose another folder with --out'];
  return new SuiteError(
    'REPORT_WRITE',
    `expected to write ${plainText(path, 1_000)}, but ${what} (${code})`,
    remedy,
    exitStatus.usage,
  );
}

async function openFresh(path: string): Promise<FileHandle> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  try {
    return await open(path, flags, 0o666);
  } catch (thrown) {
    // Left by a process of this number that was killed: no live one shares it.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    await unlink(path);
    return open(path, flags, 0o666);
  }
}

/** Writes text as UTF-8. One buffer is filled while the other is written; those two are all that a large file takes. */
async function writeText(file: FileHandle, parts: Iterable<string>): Promise<void> {
  let filling = Buffer.allocUnsafe(gatheredBytes);
  let other = Buffer.allocUnsafe(gatheredBytes);
  let filled = 0;
  let written = Promise.resolve();
  const write = async (bytes: Buffer): Promise<void> => {
    await written;
    written = writeAll(file, bytes);
    // Thrown where it is awaited, if it still is.
    written.catch(() => undefined);
  };
  for (const part of parts) {
    // No UTF-16 unit takes more than three bytes.
    const most = 3 * part.length;
    if (most > gatheredBytes - filled) {
      await write(filling.subarray(0, filled));
      [filling, other, filled] = [other, filling, 0];
    }
    if (most > gatheredBytes) await write(Buffer.from(part, 'utf8'));
    else filled += filling.write(part, filled, 'utf8');
  }
  await write(filling.subarray(0, filled));
  await written;
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await file.write(bytes, offset);
    offset += bytesWritten;
  }
}

/** Makes the rename itself durable, where folders can be synchronised at all (not on Windows). */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close().catch(() => undefined);
}
