// The answer to `initialize` (adapter protocol, section 3): from anything on the wire to an Introduction.
import {
  dialects,
  flagCapabilities,
  placements,
  type Capabilities,
  type Dialect,
  type FlagCapability,
  type Introduction,
  type Named,
  type Placement,
} from './adapter.ts';
import { isGuid, isObject, shown } from './values.ts';

export type ReadIntroduction =
  | { readonly introduction: Introduction; readonly wrong?: undefined }
  | { readonly introduction?: undefined; readonly wrong: string };

/** What is wrong, found deep inside; caught by {@link readIntroduction} alone. */
class Wrong extends Error {}

function demand(holds: boolean, member: string, what: string, value: unknown): asserts holds {
  if (!holds) throw new Wrong(`"${member}" must be ${what}; got ${shown(value)}`);
}

function readNamed(value: unknown, member: string, texts: readonly string[]): Named {
  demand(isObject(value), member, 'an object with "name" and "version"', value);
  const { name, version } = value;
  demand(typeof name === 'string' && name !== '', `${member}.name`, 'a non-empty string', name);
  demand(typeof version === 'string', `${member}.version`, 'a string', version);
  for (const text of texts) {
    const given = value[text];
    demand(given === undefined || typeof given === 'string', `${member}.${text}`, 'a string', given);
  }
  return { ...value, name, version };
}

/** The members of an array, each one of `known`, without repetition, in the order of `known`. */
function readChoice<T extends string>(value: unknown, member: string, known: readonly T[]): T[] {
  const list = known.map((name) => `"${name}"`).join(', ');
  demand(Array.isArray(value), member, `an array of ${list}`, value);
  for (const given of value) {
    demand((known as readonly unknown[]).includes(given), member, `an array of ${list}`, given);
  }
  return known.filter((name) => value.includes(name));
}

function readCapabilities(value: unknown): Capabilities {
  demand(isObject(value), 'capabilities', 'an object', value);
  const flags: Partial<Record<FlagCapability, boolean>> = {};
  for (const name of flagCapabilities) {
    const flag = value[name];
    if (flag === undefined) continue;
    demand(typeof flag === 'boolean', `capabilities.${name}`, 'true or false', flag);
    flags[name] = flag;
  }
  const read: { buffers?: readonly Placement[]; bltBytes?: readonly number[] } = {};
  if (value['buffers'] !== undefined) {
    read.buffers = readChoice(value['buffers'], 'capabilities.buffers', placements);
  }
  const lengths = value['bltBytes'];
  if (lengths !== undefined) {
    const what = 'an array of lengths in bytes';
    demand(Array.isArray(lengths), 'capabilities.bltBytes', what, lengths);
    for (const length of lengths) {
      demand(Number.isSafeInteger(length) && length > 0, 'capabilities.bltBytes', what, length);
    }
    read.bltBytes = lengths as number[];
  }
  return { ...flags, ...read };
}

function readProfiles(value: unknown): readonly string[] {
  if (value === undefined) return [];
  demand(Array.isArray(value), 'decodeProfiles', 'an array of GUIDs', value);
  for (const profile of value) demand(isGuid(profile), 'decodeProfiles', 'an array of GUIDs', profile);
  return value as string[];
}

/**
 * Reads the `result` of `initialize`. Members that the adapter protocol does not name are ignored, within `adapter` and
 * `driver` they are kept. `dialects` may be empty: a driver without the entry point.
 * @returns the introduction, or a sentence that names the wrong member, what must stand there, and what came.
 */
export function readIntroduction(result: unknown): ReadIntroduction {
  try {
    demand(isObject(result), 'result', 'an object', result);
    demand(result['protocol'] === 1, 'protocol', '1, the version that the suite speaks', result['protocol']);
    const offered: Dialect[] = readChoice(result['dialects'], 'dialects', dialects);
    return {
      introduction: {
        adapter: readNamed(result['adapter'], 'adapter', []),
        driver: readNamed(result['driver'], 'driver', ['vendor', 'sha256', 'date']),
        dialects: offered,
        capabilities: readCapabilities(result['capabilities']),
        decodeProfiles: readProfiles(result['decodeProfiles']),
      },
    };
  } catch (thrown) {
    if (thrown instanceof Wrong) return { wrong: thrown.message };
    throw thrown;
  }
}
