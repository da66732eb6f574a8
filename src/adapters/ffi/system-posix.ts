// Linux, macOS and the BSDs. Values of <sys/mman.h>, <poll.h> and <stdio.h> are named as there.
import { writeSync } from 'node:fs';
import { declare, declareForPointer, type Koffi } from './koffi.ts';
import type { System } from './system.ts';

const linux = process.platform === 'linux' || process.platform === 'android';

const PROT_NONE = 0;
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_PRIVATE = 0x02;
const MAP_FIXED = 0x10;
const MAP_ANONYMOUS = linux ? 0x20 : 0x1000;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;
const POLLIN = 0x01;
/** POLLHUP, and Linux's POLLRDHUP: the other side has only ended its writing. */
const hungUp = linux ? 0x2010 : 0x10;
const _IOLBF = 1;

/** Bytes written at once; none where the other side must read first, and -1 where it is gone. */
function writeSome(fd: number, text: string): number {
  try {
    return writeSync(fd, text, null, 'latin1');
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN' ? 0 : -1;
  }
}

function writeAll(fd: number, text: string): boolean {
  for (let rest = text; rest !== '';) {
    const written = writeSome(fd, rest);
    if (written < 0) return false;
    rest = rest.slice(written);
  }
  return true;
}

export function posixSystem(koffi: Koffi): System {
  const c = koffi.load(null);
  const mmap = declareForPointer(c, 'mmap', ['uintptr_t', 'size_t', 'int', 'int', 'int', 'int64_t']);
  const mprotect = declare(c, 'mprotect', 'int', ['uintptr_t', 'size_t', 'int']);
  const poll = declare(c, 'poll', 'int', ['void *', linux ? 'ulong' : 'uint', 'int']);
  const fflush = declare(c, 'fflush', 'int', ['uintptr_t']);
  const exit = declare(c, '_exit', 'void', ['int']);

  const map = (address: number, size: number, protection: number, flags: number): unknown => {
    const pointer = mmap(address, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (koffi.address(pointer) !== MAP_FAILED) return pointer;
    throw new Error(`the system gives no ${size} bytes of memory`);
  };

  /** Of a struct pollfd for standard input: int fd, short events, short revents. */
  const pollInput = (events: number, timeoutMs: number): number => {
    const pollfd = Buffer.alloc(8);
    pollfd.writeUInt16LE(events, 4);
    return poll(pollfd, 1, timeoutMs) > 0 ? pollfd.readUInt16LE(6) : 0;
  };

  /** Text of a driver that crashes is worth more than its speed. */
  const bufferByLine = (): void => {
    const stdout: unknown = koffi.decode(c.symbol(linux ? 'stdout' : '__stdoutp', 'void *'), 'void *');
    const setvbuf = declare(c, 'setvbuf', 'int', ['uintptr_t', 'uintptr_t', 'int', 'size_t']);
    setvbuf(Number(koffi.address(stdout)), 0, _IOLBF, 0);
  };

  /** GNU's C library has more than POSIX asks for. */
  const hasSymbol = (name: string): boolean => {
    try {
      return c.symbol(name, 'void *') !== null;
    } catch {
      return false;
    }
  };

  /**
   * A driver that calls exit() would have Node taken down around its other threads, which now and then crash of it. Handlers run
   * last in, first out: those of the driver, then what is printed is written out, then the process ends with its status.
   */
  const endAtExit = (): void => {
    if (!hasSymbol('on_exit')) return;
    const onExit = declare(c, 'on_exit', 'int', ['uintptr_t', 'uintptr_t']);
    for (const name of ['_exit', 'fcloseall']) onExit(koffi.address(c.symbol(name, 'void *')), 0);
  };

  return {
    pageSize: declare(c, 'getpagesize', 'int', [])(),

    allocatePages(size, guard) {
      const around = map(0, size + 2 * guard, PROT_NONE, 0);
      const address = Number(koffi.address(around)) + guard;
      const pointer = map(address, size, PROT_READ | PROT_WRITE, MAP_FIXED);
      return { address, bytes: Buffer.from(koffi.view(pointer, size)) };
    },

    protectPages(address, size, readOnly) {
      if (mprotect(address, size, readOnly ? PROT_READ : PROT_READ | PROT_WRITE) === 0) return;
      throw new Error(`the system does not change the protection of ${size} bytes`);
    },

    takeStandardOutput() {
      const wire = declare(c, 'dup', 'int', ['int'])(1);
      if (wire < 0 || declare(c, 'dup2', 'int', ['int', 'int'])(2, 1) < 0) {
        throw new Error('standard output and standard error must be open');
      }
      bufferByLine();
      endAtExit();
      return (text) => writeAll(wire, text);
    },

    waitForInput: () => void pollInput(POLLIN, -1),
    inputHasHungUp: () => (pollInput(hungUp, 0) & hungUp) !== 0,
    flush: () => void fflush(0),

    exit(status) {
      exit(status);
      throw new Error('_exit returned');
    },
  };
}
