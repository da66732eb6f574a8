// Files written whole or not at all: beside their place first, then renamed into it.
import { constants } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exitStatus, reasonOf, SuiteError } from '../errors.ts';
import { plainText } from './plain-text.ts';

/** Text is gathered to pieces of about so many UTF-16 units before it is written. */
const pieceLength = 64 * 1024;

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
    // One buffer for all: hundreds that wait to be freed would be the most that a large report takes.
    const buffer = Buffer.allocUnsafe(3 * 2 * pieceLength);
    for (const piece of pieces(text)) {
      const fits = 3 * piece.length <= buffer.length;
      await writeAll(
        file,
        fits ? buffer.subarray(0, buffer.write(piece, 'utf8')) : Buffer.from(piece, 'utf8'),
      );
    }
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

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await file.write(bytes, offset);
    offset += bytesWritten;
  }
}

function* pieces(text: string | Iterable<string>): Generator<string> {
  if (typeof text === 'string') {
    yield text;
    return;
  }
  let gathered: string[] = [];
  let length = 0;
  for (const part of text) {
    gathered.push(part);
    length += part.length;
    if (length >= pieceLength) {
      yield gathered.join('');
      gathered = [];
      length = 0;
    }
  }
  yield gathered.join('');
}

/** Makes the rename itself durable, where folders can be synchronised at all (not on Windows). */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close().catch(() => undefined);
}
