// Entry of the process that a library is loaded into: node ffi-runner.js [--watchdog MS] LIBRARY. It speaks the adapter
// protocol on standard input and output, and reads without the event loop as long as nothing runs on other threads.
import { read, readSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { reasonOf } from '../../core/errors.ts';
import { LineReader } from '../../core/protocol/line-reader.ts';
import { BufferPool } from './buffers.ts';
import { readCommandLine } from './command-line.ts';
import { DriverLibrary } from './driver-library.ts';
import { introduce } from './introduce.ts';
import { loadKoffi, type Koffi } from './koffi.ts';
import type { Host } from './method.ts';
import { Objects } from './objects.ts';
import { Server, type Opened, type ServerOptions } from './server.ts';
import { openSystem } from './open-system.ts';
import type { System } from './system.ts';
import { startWatchdog, watch } from './watchdog.ts';

const stackBytes = 8 * 1024 * 1024;
/** Threads for key exchanges beside one another, and one that reads. */
const threads = 9;
const chunkBytes = 64 * 1024;
const graceMs = 500;

function openDriver(koffi: Koffi, system: System, path: string): ServerOptions['open'] {
  return (options, noteError): Opened => {
    const pool = new BufferPool(system);
    let driver;
    try {
      driver = new DriverLibrary(koffi, path).open(options, pool, noteError);
    } catch (thrown) {
      throw new Error(`the library ${path} ${reasonOf(thrown)}`, { cause: thrown });
    }
    const caps = koffi.struct({
      Caps: 'uint32_t',
      KeyExchangeTypeCount: 'uint32_t',
      BlockAlignmentSize: 'uint32_t',
      ProtectedMemorySize: 'uint64_t',
    });
    const host: Host = {
      driver,
      objects: new Objects(),
      pool,
      pointerSize: koffi.sizeof('void *'),
      caps: {
        size: koffi.sizeof(caps),
        ProtectedMemorySize: koffi.offsetof(caps, 'ProtectedMemorySize'),
      },
    };
    const introduction = introduce(driver, path);
    return { host, introduction, close: () => void driver.functions.CloseAdapter?.() };
  };
}

function serve(koffi: Koffi, system: System): void {
  const { library, watchdogMs } = readCommandLine(process.argv.slice(2));
  const write = system.takeStandardOutput();
  const watchdog = startWatchdog(new URL(import.meta.url), watchdogMs);
  let inputEnded = false;
  const exit = (): never => {
    system.flush();
    return system.exit(0);
  };
  const end = (): never => {
    watchdog(true);
    server.close();
    return exit();
  };
  const server = new Server({
    open: openDriver(koffi, system, library),
    write(line) {
      // Where nobody listens any more, the conversation is over.
      if (!write(line)) exit();
    },
    busy(busy) {
      if (inputEnded && !busy) end();
      watchdog(busy);
    },
  });
  const lines = new LineReader(
    (line) => server.receive(line.toString('utf8')),
    () => server.refuseLongLine(),
  );
  const chunk = Buffer.alloc(chunkBytes);

  /** Reads as long as nothing runs on other threads. */
  const readHere = (): void => {
    while (!server.busy) {
      const size = readNow(system, chunk);
      if (size === 0) end();
      lines.push(chunk.subarray(0, size));
    }
    readBeside();
  };
  /** Reads through the event loop, which the answers of other threads come through too. */
  const readBeside = (): void => {
    read(0, chunk, 0, chunkBytes, null, (error, size) => {
      if (error?.code === 'EAGAIN') {
        setImmediate(readBeside);
      } else if (error === null && size > 0) {
        lines.push(chunk.subarray(0, size));
        readHere();
      } else {
        // What arrived is still answered, but a call that hangs does not keep the process.
        inputEnded = true;
        if (server.busy) setTimeout(exit, graceMs);
        else end();
      }
    });
  };
  readHere();
}

/** Waits for bytes; 0 is the end of the input, and anything that makes reading impossible. */
function readNow(system: System, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN')) return 0;
      system.waitForInput();
    }
  }
}

// Before the first of them starts.
process.env['UV_THREADPOOL_SIZE'] = String(threads);
try {
  const koffi = await loadKoffi();
  koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes / 8, resident_async_pools: 8 });
  const system = openSystem(koffi);
  if (isMainThread) serve(koffi, system);
  else watch(system);
} catch (thrown) {
  // Not by process.stderr, which on the watchdog's thread waits for the other one.
  writeSync(2, `ffi-runner: ${reasonOf(thrown)}\n`);
  process.exitCode = 1;
}
