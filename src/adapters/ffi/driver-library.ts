// From a file to an opened driver: loaded, asked for its table, opened, and its table read
// (native/include/kexcts_driver.h).
import { reasonOf } from '../../core/errors.ts';
import type { BufferPool } from './buffers.ts';
import { driverLayout, readDriver, readFunction, type Driver } from './driver.ts';
import { declareForPointer, type Koffi, type Library } from './koffi.ts';
import { NativeTable } from './native-table.ts';
import { openAdapter } from './open-adapter.ts';

/** KEXCTS_DRIVER_VERSION. */
const interfaceVersion = 1;
const exportName = 'kexcts_get_driver';

/**
 * The library looks for what it needs in its own libraries first, since Node exports functions of OpenSSL and others
 * under their own names. The runtimes of sanitizers cannot be loaded in that way.
 */
function loadOptions(): { deep: boolean } {
  return { deep: !/\blib[a-z]*san\b/.test(process.env['LD_PRELOAD'] ?? '') };
}

function load(koffi: Koffi, path: string): Library {
  try {
    return koffi.load(path, loadOptions());
  } catch (thrown) {
    const reason = reasonOf(thrown).replace('Failed to load shared library: ', '').trim();
    throw new Error(`cannot be loaded as a shared library: ${reason}`, { cause: thrown });
  }
}

function getTable(koffi: Koffi, library: Library): NativeTable {
  let getDriver;
  try {
    getDriver = declareForPointer(library, exportName, ['uint32_t']);
  } catch (thrown) {
    throw new Error(`exports no ${exportName}, see kexcts_driver.h`, { cause: thrown });
  }
  const pointer = getDriver(interfaceVersion);
  if (pointer !== null) return new NativeTable(koffi, pointer, driverLayout);
  throw new Error(`has no table of version ${interfaceVersion}: ${exportName} returned NULL`);
}

export class DriverLibrary {
  readonly #koffi: Koffi;
  readonly #table: NativeTable;
  readonly #size: number;

  /**
   * Loads a library and asks for its table.
   * @throws Error, a sentence that goes on behind "the library", for all that is wrong with it.
   */
  constructor(koffi: Koffi, path: string) {
    this.#koffi = koffi;
    this.#table = getTable(koffi, load(koffi, path));
    const version = this.#table.integer('version');
    if (version !== interfaceVersion) {
      throw new Error(`must have a table of version ${interfaceVersion}; its table says ${version}`);
    }
    this.#size = this.#table.integer('size');
    if (this.#size < this.#table.endOf('CloseAdapter')) {
      const { fullSize } = this.#table;
      throw new Error(
        `must say the size of its table, sizeof(struct kexcts_driver), here ${fullSize}; it says ${this.#size}`,
      );
    }
  }

  /**
   * Opens the driver.
   * @param setError - called with the code of each pfnSetErrorCb
   * @throws Error, a sentence as above, where the driver refuses, or its table is wrong.
   */
  open(
    options: Readonly<Record<string, string>>,
    pool: BufferPool,
    setError: (status: number) => void,
  ): Driver {
    const entries = Object.entries(options);
    const open = readFunction(this.#koffi, this.#table, this.#size, 'OpenAdapter');
    if (open !== undefined) openAdapter(this.#koffi, open, pool, entries, setError);
    else if (entries[0] !== undefined) throw new Error(`takes no options, and was given "${entries[0][0]}"`);
    return readDriver(this.#koffi, this.#table, this.#size);
  }
}
