// One writer to a folder at a time. The lock is a name that the system gives to one process and takes back when that ends,
// however it ends: nothing is left behind by kill -9, and a number that was given to another process misleads nobody.
import { createHash } from 'node:crypto';
import { statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf, SuiteError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';

/** Gives the folder free. */
export type Release = () => void;

/**
 * Takes a folder for this process. Another machine that shares the folder is not seen.
 * @throws SuiteError `OUT_IN_USE` where another process has it.
 */
export async function lockFolder(path: string): Promise<Release> {
  const name = lockName(path);
  for (let attempt = 1; ; attempt += 1) {
    const server = await listenOn(name);
    if (typeof server !== 'string') {
      return () => {
        server.close();
      };
    }
    // Only a system without names of its own kind leaves a file behind when a process is killed.
    if (server !== 'EADDRINUSE') return () => undefined;
    if (attempt > 1 || !isFile(name) || (await answers(name))) break;
    unlinkSync(name);
  }
  throw new SuiteError(
    'OUT_IN_USE',
    `expected a folder that no other run is writing to; another process of kexcts is at work in ${plainText(path, 500)}`,
    'wait for it to end, or give another folder with --out',
  );
}

/** A name for the folder itself, whichever path leads to it. */
function lockName(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  const id = createHash('sha256').update(`kexcts ${dev} ${ino}`).digest('hex').slice(0, 32);
  switch (process.platform) {
    case 'win32':
      return `\\\\.\\pipe\\kexcts-${id}`;
    case 'linux':
      // In the abstract namespace, which has no files.
      return `\0kexcts-${id}`;
    default:
      return join(tmpdir(), `kexcts-${id}.sock`);
  }
}

function isFile(name: string): boolean {
  return !name.startsWith('\0') && !name.startsWith('\\');
}

/** The server, or the code of why there is none. */
function listenOn(name: string): Promise<Server | string> {
  return new Promise((settle) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? reasonOf(error)));
    server.listen(name, () => {
      // It must not keep the process from ending.
      server.unref();
      settle(server);
    });
  });
}

function answers(name: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(name);
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => settle(false));
  });
}
