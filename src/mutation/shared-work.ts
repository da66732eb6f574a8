// Work that many emulated drivers have in common, done once: private-key operations, decoding, AES.
import type { Behaviour } from '../emulator/behaviour.ts';
import type { Driver, Variation } from '../emulator/driver.ts';
import { memoisedOperation } from '../emulator/memoised-operation.ts';
import type { PrivateOperation } from '../emulator/private-operation.ts';
import { hashBytes } from '../emulator/profiles.ts';
import type { Decoded } from '../emulator/state.ts';
import { workNs } from '../emulator/work-clock.ts';

/** What drivers share. Memory: about 3 kB for each different block. */
export interface SharedWork {
  readonly privateOperation: PrivateOperation;
  /** A variation in which everything that is not varied is looked up where another driver has done it. */
  sharing(variation?: Variation): Variation;
}

/** A driver that varies none of these decodes as all others do. */
export const decoding = [
  'splitEncodedMessage',
  'mgf1',
  'mgf1Counter',
  'digest',
  'labelHash',
  'leadingByteFits',
  'labelHashMatches',
  'findSeparator',
  'messageOf',
  'decodeEncodedMessage',
] as const satisfies readonly (keyof Behaviour)[];

/** What a mask depends on. */
const masking = ['mgf1', 'mgf1Counter', 'digest'] as const satisfies readonly (keyof Behaviour)[];

const text = (bytes: Buffer): string => bytes.toString('latin1');

/** Results are shared, and given out as copies. */
function cached(results: Map<string, Buffer>, name: string, make: () => Buffer): Buffer {
  let result = results.get(name);
  if (result === undefined) results.set(name, (result = Buffer.from(make())));
  return Buffer.from(result);
}

/**
 * Something to share.
 * @param operation carries out the private-key operations that no driver has asked for before
 */
export function sharedWork(operation?: PrivateOperation): SharedWork {
  const masks = new Map<string, Buffer>();
  const streams = new Map<string, Buffer>();
  const wraps = new Map<string, Buffer>();
  const omacs = new Map<string, Buffer>();
  const decoded = new Map<string, WeakMap<Buffer, { readonly result: Decoded; readonly ns: number }>>();

  function maskedOnce(correct: Behaviour, driver: Driver): Behaviour['mgf1'] {
    return (hash, seed, bytes) => {
      const before = driver.clock.ns;
      const name = `${hash} ${bytes} ${text(seed)}`;
      const mask = cached(masks, name, () => correct.mgf1(hash, seed, bytes));
      if (driver.clock.ns === before) driver.clock.spend(workNs.digest * Math.ceil(bytes / hashBytes[hash]));
      return mask;
    };
  }

  function decodedOnce(correct: Behaviour, driver: Driver): Behaviour['decodeEncodedMessage'] {
    return (em, parameters) => {
      const name = `${parameters.hash} ${parameters.mgfHash} ${parameters.label}`;
      let results = decoded.get(name);
      if (results === undefined) decoded.set(name, (results = new WeakMap()));
      let known = results.get(em);
      if (known === undefined) {
        const before = driver.clock.ns;
        const result = correct.decodeEncodedMessage(em, parameters);
        known = { result, ns: driver.clock.ns - before };
        results.set(em, known);
      } else {
        driver.clock.spend(known.ns);
      }
      return known.result;
    };
  }

  return {
    privateOperation: memoisedOperation(operation),
    sharing: (variation) => (correct, driver) => {
      const shared: Pick<Behaviour, 'ctr' | 'wrapKey' | 'omac'> = {
        ctr(key, iv, data) {
          const before = driver.clock.ns;
          const name = text(key) + text(iv) + text(data);
          const stream = cached(streams, name, () => correct.ctr(key, iv, data));
          if (driver.clock.ns === before) driver.clock.spend(workNs.cipher);
          return stream;
        },
        wrapKey: (key, under) => cached(wraps, text(key) + text(under), () => correct.wrapKey(key, under)),
        omac: (key, data) => cached(omacs, text(key) + text(data), () => correct.omac(key, data)),
      };
      const varied = variation?.({ ...correct, ...shared }, driver) ?? {};
      const varies = (members: readonly (keyof Behaviour)[]): boolean =>
        members.some((member) => Object.hasOwn(varied, member));
      return {
        ...shared,
        ...(varies(masking) ? {} : { mgf1: maskedOnce(correct, driver) }),
        ...(varies(decoding) ? {} : { decodeEncodedMessage: decodedOnce(correct, driver) }),
        ...varied,
      };
    },
  };
}
