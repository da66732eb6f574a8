// OpenAdapter: the user's options as C strings, and the functions that the driver may call.
import { describeStatus, isFailure } from '../../core/windows/hresult.ts';
import type { BufferPool } from './buffers.ts';
import type { Koffi, NativeFunction } from './koffi.ts';

const problemBytes = 1024;

/** Writes an address as the machine does: all that koffi runs on are little-endian. */
function writeAddress(koffi: Koffi, bytes: Buffer, offset: number, address: bigint): void {
  if (koffi.sizeof('void *') === 8) bytes.writeBigUInt64LE(address, offset);
  else bytes.writeUInt32LE(Number(address), offset);
}

/** A struct kexcts_host, for the life of the process. */
function makeHost(koffi: Koffi, pool: BufferPool, setError: (status: number) => void): number {
  const struct = koffi.struct({ size: 'uint32_t', setError: 'uintptr_t' });
  const callback = koffi.register(setError, koffi.pointer(koffi.proto('void', ['uint32_t'])));
  const host = pool.place(koffi.sizeof(struct));
  host.bytes.writeUInt32LE(host.size, 0);
  writeAddress(koffi, host.bytes, koffi.offsetof(struct, 'setError'), koffi.address(callback));
  return host.address;
}

/** An array of struct kexcts_option, its texts behind it. */
function makeOptions(
  koffi: Koffi,
  pool: BufferPool,
  entries: readonly (readonly [string, string])[],
): number {
  const word = koffi.sizeof('void *');
  const texts = entries.flat().map((text) => Buffer.from(`${text}\0`));
  const list = pool.place(Buffer.concat([Buffer.alloc(texts.length * word), ...texts]));
  let address = list.address + texts.length * word;
  for (const [at, text] of texts.entries()) {
    writeAddress(koffi, list.bytes, at * word, BigInt(address));
    address += text.length;
  }
  return list.address;
}

/**
 * Opens the driver with the user's options.
 * @throws Error, a sentence that continues "the library", where an option cannot be passed to it or it refuses.
 */
export function openAdapter(
  koffi: Koffi,
  open: NativeFunction,
  pool: BufferPool,
  options: readonly (readonly [name: string, value: string])[],
  setError: (status: number) => void,
): void {
  const broken = options.find((texts) => texts.some((text) => text.includes('\0')));
  if (broken !== undefined) throw new Error(`cannot be given the option "${broken[0]}", which holds a zero`);
  const list = makeOptions(koffi, pool, options);
  const problem = pool.place(problemBytes);
  const status = open(makeHost(koffi, pool, setError), list, options.length, problem.address, problemBytes);
  const said = problem.bytes.toString('utf8').split('\0', 1)[0] ?? '';
  pool.release(problem);
  if (isFailure(status)) {
    throw new Error(`could not be opened: ${describeStatus(status)}${said === '' ? '' : `: ${said}`}`);
  }
}
