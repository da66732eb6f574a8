// What every implementation under test looks like to the suite: protocol calls by name, answers as data.
// Values are those of the adapter protocol, section 2 (bytes are hexadecimal strings), also in process.

/** Parameters of a protocol call, named as in the DDI. */
export type Params = Readonly<Record<string, unknown>>;
/** The `result` object of an answer. */
export type Result = Readonly<Record<string, unknown>>;

/** An access violation that the adapter survived: `offset` in bytes from the start of pData, null elsewhere. */
export interface Fault {
  readonly access: 'read' | 'write' | 'execute';
  readonly offset: number | null;
}

/**
 * What came of one call.
 * - `result`: the driver returned (whatever it returned).
 * - `refused`: a JSON-RPC error; the adapter speaks of itself (-32601: it has no such call).
 * - `crash`: the process ended, or the driver touched memory that is not its own (`fault`).
 * - `timeout`: silence beyond the call's time limit.
 * - `violation`: an answer that is no answer by the protocol; ours to report, never the driver's fault.
 */
export type Answer =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'refused'; readonly code: number; readonly message: string }
  | { readonly kind: 'crash'; readonly what: string; readonly stderr: string; readonly fault?: Fault }
  | { readonly kind: 'timeout'; readonly afterMs: number; readonly stderr: string }
  | { readonly kind: 'violation'; readonly what: string; readonly stderr: string };

/** Buffer placements (adapter protocol, section 4). */
export const placements = ['guard-after', 'guard-before', 'unaligned', 'read-only'] as const;
export type Placement = (typeof placements)[number];

/** Forms of the entry point: four arguments, or five and NegotiateCryptoSessionKeyExchangeMT. */
export const dialects = ['d3d11.1', 'wddm2.4'] as const;
export type Dialect = (typeof dialects)[number];

/** Capabilities that are plain flags; absent means no (adapter protocol, section 3). */
export const flagCapabilities = [
  'opm',
  'authenticatedChannel',
  'refresh',
  'encryptionBltKey',
  'encryptionBlt',
  'decryptionBlt',
  'probeSessionKey',
  'provisionKey',
  'failAllocation',
  'concurrent',
  'timing',
  'memoryUse',
  'probeChannelKey',
] as const;
export type FlagCapability = (typeof flagCapabilities)[number];

export type Capabilities = Readonly<Partial<Record<FlagCapability, boolean>>> & {
  readonly buffers?: readonly Placement[];
  /** Lengths in bytes that blits can take, where not all multiples of 16 are. */
  readonly bltBytes?: readonly number[];
};

/** A program's own word about itself: untrusted text. */
export interface Named {
  readonly name: string;
  readonly version: string;
  readonly [member: string]: unknown;
}

/** The answer to `initialize`, checked. */
export interface Introduction {
  readonly adapter: Named;
  readonly driver: Named;
  readonly dialects: readonly Dialect[];
  readonly capabilities: Capabilities;
  /** GUIDs of decode profiles that the driver supports with RSAES_OAEP. */
  readonly decodeProfiles: readonly string[];
}

/** A started implementation. After a `crash`, `timeout` or `violation` it has ended: every later call gives `crash`. */
export interface Connection {
  readonly introduction: Introduction;
  call(method: string, params: Params): Promise<Answer>;
  /** Ends it, and all processes it started. Never rejects. */
  close(): Promise<void>;
}

/** Something that can be started any number of times: each start gives a fresh implementation without state. */
export interface Adapter {
  /** As on the command line, e.g. `exec:./driver`. */
  readonly specifier: string;
  /** The part before the colon. */
  readonly kind: string;
  /**
   * Starts an implementation and initialises it.
   * @throws SuiteError `ADAPTER_START` or `ADAPTER_INITIALIZE` where it does not start or introduces itself unusably.
   */
  start(): Promise<Connection>;
}

/** Settings shared by all adapters. */
export interface AdapterSettings {
  /** Sent as `options` of `initialize`. */
  readonly options: Readonly<Record<string, string>>;
  /** Time limit of one call, in milliseconds. */
  readonly callTimeoutMs: number;
}
