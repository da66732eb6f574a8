// What a driver says of itself, and what it can do: its table, read and checked (native/include/kexcts_driver.h).
import {
  functionNames,
  groups,
  requiredFunctions,
  signatures,
  type FunctionName,
  type RequiredFunction,
} from './driver-functions.ts';
import type { Koffi, NativeFunction } from './koffi.ts';
import { readBytes, readText, type Layout, type NativeTable } from './native-table.ts';

/** KEXCTS_CONCURRENT. */
const concurrentFlag = 1;
const longestText = 255;
const longestList = 64;
const guidBytes = 16;

/** struct kexcts_driver. */
export const driverLayout: Layout = {
  version: 'uint32_t',
  size: 'uint32_t',
  name: 'void *',
  driverVersion: 'void *',
  vendor: 'void *',
  flags: 'uint32_t',
  decodeProfileCount: 'uint32_t',
  decodeProfiles: 'void *',
  bltBytes: 'void *',
  bltBytesCount: 'uint32_t',
  ...Object.fromEntries(functionNames.map((name) => [name, 'void *'])),
};

export type DriverFunctions = Readonly<Partial<Record<FunctionName, NativeFunction>>> &
  Readonly<Record<RequiredFunction, NativeFunction>>;

export interface Driver {
  readonly functions: DriverFunctions;
  readonly name: string;
  readonly version: string;
  readonly vendor?: string;
  readonly concurrent: boolean;
  /** GUIDs as Windows lays them out. */
  readonly decodeProfiles: readonly Buffer[];
  readonly bltBytes: readonly number[];
}

/** A function of the table; undefined where it is NULL. */
export function readFunction(
  koffi: Koffi,
  table: NativeTable,
  size: number,
  name: FunctionName,
): NativeFunction | undefined {
  const pointer = table.pointer(name, size);
  if (pointer === null) return undefined;
  const [result, parameters] = signatures[name];
  return koffi.decode(pointer, koffi.proto(result, [...parameters])) as NativeFunction;
}

function readFunctions(koffi: Koffi, table: NativeTable, size: number): DriverFunctions {
  const functions: Partial<Record<FunctionName, NativeFunction>> = {};
  for (const name of functionNames) {
    const found = readFunction(koffi, table, size, name);
    if (found !== undefined) functions[name] = found;
  }
  const missing = requiredFunctions.filter((name) => functions[name] === undefined);
  if (missing.length > 0) throw new Error(`the driver's table must have ${missing.join(', ')}`);
  for (const [what, members] of Object.entries(groups)) {
    const lacking = members.filter((name) => functions[name] === undefined);
    if (lacking.length === 0 || lacking.length === members.length) continue;
    throw new Error(`of ${what} the driver's table must have all or nothing; missing: ${lacking.join(', ')}`);
  }
  return functions as DriverFunctions;
}

function readList(koffi: Koffi, pointer: unknown, count: number, bytesEach: number, name: string): Buffer[] {
  if (count === 0) return [];
  if (pointer === null) throw new Error(`${name} is NULL, though its count is ${count}`);
  if (count > longestList) throw new Error(`${name} has ${count} members; at most ${longestList} are read`);
  const bytes = readBytes(koffi, pointer, count * bytesEach);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * bytesEach, (at + 1) * bytesEach));
}

/**
 * Reads the table of a driver that was opened.
 * @param size - bytes of the table that the driver has
 * @throws Error that names the member which is missing or wrong.
 */
export function readDriver(koffi: Koffi, table: NativeTable, size: number): Driver {
  const text = (member: string): string | undefined => {
    const pointer = table.pointer(member, size);
    return pointer === null ? undefined : readText(koffi, pointer, longestText);
  };
  const demanded = (member: string): string => {
    const value = text(member);
    if (value !== undefined && value !== '') return value;
    throw new Error(`${member} of the driver's table must be a text that is not empty`);
  };
  const list = (pointer: string, count: string, bytesEach: number) =>
    readList(koffi, table.pointer(pointer, size), table.integer(count, size), bytesEach, pointer);
  const vendor = text('vendor');
  return {
    functions: readFunctions(koffi, table, size),
    name: demanded('name'),
    version: demanded('driverVersion'),
    ...(vendor === undefined ? {} : { vendor }),
    concurrent: (table.integer('flags', size) & concurrentFlag) !== 0,
    decodeProfiles: list('decodeProfiles', 'decodeProfileCount', guidBytes),
    bltBytes: list('bltBytes', 'bltBytesCount', 4).map((bytes) => bytes.readUInt32LE()),
  };
}
