// Windows: kernel32, and the C runtimes that a DLL may print through. Values are named as in the headers.
import { declare, declareForPointer, type Koffi } from './koffi.ts';
import type { System } from './system.ts';

const MEM_COMMIT = 0x1000;
const MEM_RESERVE = 0x2000;
const PAGE_NOACCESS = 0x01;
const PAGE_READONLY = 0x02;
const PAGE_READWRITE = 0x04;
const STD_INPUT_HANDLE = -10;
const STD_OUTPUT_HANDLE = -11;
const STD_ERROR_HANDLE = -12;
const DUPLICATE_SAME_ACCESS = 2;
const FILE_TYPE_PIPE = 3;

export function windowsSystem(koffi: Koffi): System {
  const kernel32 = koffi.load('kernel32.dll');
  const virtualAlloc = declareForPointer(kernel32, 'VirtualAlloc', [
    'uintptr_t',
    'size_t',
    'uint32',
    'uint32',
  ]);
  const virtualProtect = declare(kernel32, 'VirtualProtect', 'int', [
    'uintptr_t',
    'size_t',
    'uint32',
    'void *',
  ]);
  const getStdHandle = declare(kernel32, 'GetStdHandle', 'uintptr_t', ['int32']);
  const setStdHandle = declare(kernel32, 'SetStdHandle', 'int', ['int32', 'uintptr_t']);
  const self = declare(kernel32, 'GetCurrentProcess', 'uintptr_t', [])();
  const duplicateHandle = declare(kernel32, 'DuplicateHandle', 'int', [
    'uintptr_t',
    'uintptr_t',
    'uintptr_t',
    'void *',
    'uint32',
    'int',
    'uint32',
  ]);
  const writeFile = declare(kernel32, 'WriteFile', 'int', [
    'uintptr_t',
    'void *',
    'uint32',
    'void *',
    'uintptr_t',
  ]);
  const getFileType = declare(kernel32, 'GetFileType', 'uint32', ['uintptr_t']);
  const peekNamedPipe = declare(kernel32, 'PeekNamedPipe', 'int', [
    'uintptr_t',
    'uintptr_t',
    'uint32',
    'uintptr_t',
    'void *',
    'uintptr_t',
  ]);
  const terminateProcess = declare(kernel32, 'TerminateProcess', 'int', ['uintptr_t', 'uint32']);

  /** The C runtimes of MinGW and older compilers, and of newer ones. One that is linked into the DLL follows SetStdHandle. */
  const runtimes = ['msvcrt.dll', 'ucrtbase.dll'].flatMap((name) => {
    try {
      const library = koffi.load(name);
      return [
        {
          dup2: declare(library, '_dup2', 'int', ['int', 'int']),
          flush: declare(library, 'fflush', 'int', ['uintptr_t']),
        },
      ];
    } catch {
      return [];
    }
  });

  const pageSize = (): number => {
    const systemInfo = Buffer.alloc(64);
    declare(kernel32, 'GetSystemInfo', 'void', ['void *'])(systemInfo);
    return systemInfo.readUInt32LE(4);
  };

  const allocate = (address: number, size: number, type: number, protection: number): unknown => {
    const pointer = virtualAlloc(address, size, type, protection);
    if (pointer !== null) return pointer;
    throw new Error(`the system gives no ${size} bytes of memory`);
  };

  const duplicate = (handle: number): number => {
    const copy = Buffer.alloc(8);
    if (duplicateHandle(self, handle, self, copy, 0, 0, DUPLICATE_SAME_ACCESS) === 0) {
      throw new Error('standard output must be open');
    }
    return Number(copy.readBigUInt64LE());
  };

  return {
    pageSize: pageSize(),

    allocatePages(size, guard) {
      const around = allocate(0, size + 2 * guard, MEM_RESERVE, PAGE_NOACCESS);
      const address = Number(koffi.address(around)) + guard;
      const pointer = allocate(address, size, MEM_COMMIT, PAGE_READWRITE);
      return { address, bytes: Buffer.from(koffi.view(pointer, size)) };
    },

    protectPages(address, size, readOnly) {
      const before = Buffer.alloc(4);
      if (virtualProtect(address, size, readOnly ? PAGE_READONLY : PAGE_READWRITE, before) !== 0) return;
      throw new Error(`the system does not change the protection of ${size} bytes`);
    },

    takeStandardOutput() {
      // A runtime's dup2 closes the handle that its descriptor had, so the wire goes on with a copy.
      const wire = duplicate(getStdHandle(STD_OUTPUT_HANDLE));
      for (const { dup2 } of runtimes) dup2(2, 1);
      setStdHandle(STD_OUTPUT_HANDLE, getStdHandle(STD_ERROR_HANDLE));
      const written = Buffer.alloc(4);
      return (text) => {
        const bytes = Buffer.from(text, 'latin1');
        for (let at = 0; at < bytes.length; at += written.readUInt32LE()) {
          const rest = bytes.subarray(at);
          if (writeFile(wire, rest, rest.length, written, 0) === 0) return false;
        }
        return true;
      };
    },

    // Reading waits by itself.
    waitForInput: () => undefined,

    inputHasHungUp() {
      const input = getStdHandle(STD_INPUT_HANDLE);
      const available = Buffer.alloc(4);
      return getFileType(input) === FILE_TYPE_PIPE && peekNamedPipe(input, 0, 0, 0, available, 0) === 0;
    },

    flush: () => runtimes.forEach(({ flush }) => flush(0)),

    exit(status) {
      terminateProcess(self, status);
      throw new Error('TerminateProcess returned');
    },
  };
}
