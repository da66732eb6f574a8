// What came of one step: facts only; what they mean is the judge's.

/** A key seen in force: its 16 bytes in hexadecimal; null: none; `other`: none of the keys that the case knows. */
export interface ObservedKey {
  readonly by: 'blits' | 'hook' | 'information';
  readonly key: string | null;
}

/** One step as it came out. Members that do not apply, or could not be seen, are absent. */
export interface ObservedStep {
  readonly call: string;
  /** Unsigned 32 bit. */
  readonly hr?: number;
  readonly status?: number;
  /** The adapter said that it could not do this. */
  readonly refused?: { readonly code: number; readonly message: string };
  /** Why the call was not made, nor any behind it. */
  readonly notSent?: string;
  readonly died?: {
    readonly how: 'crash' | 'timeout' | 'violation';
    readonly what: string;
    readonly stderr: string;
  };
  readonly fault?: { readonly access: string; readonly offset: number | null };
  readonly setError?: readonly number[];
  readonly overrun?: number;
  /** pData after the call, where it changed. */
  readonly pDataAfter?: string;
  readonly ns?: number;
  /** What was sent: bytes in hexadecimal (null: the null pointer), and DataSize. */
  readonly sent?: { readonly pData: string | null; readonly DataSize: number };
  /** Keys in force behind the step, by object. An object that is missing could not be looked at. */
  readonly keys?: Readonly<Record<string, ObservedKey>>;
  /** The key that the block carries, and what else it could be taken for: bytes 16 to 31 of a longer plaintext. */
  readonly carried?: { readonly sent?: string; readonly sentAt16?: string; readonly sequence?: string };
  readonly certificate?: {
    readonly form: 'rsa-2048' | 'other-key' | 'trailing' | 'unreadable' | 'empty';
    /** How the chain is packed: pkcs7, concatenated, single. */
    readonly container?: string;
    /** SHA-256 of the bytes, hexadecimal. */
    readonly sha256: string;
    readonly what?: string;
  };
  /** Whether a buffer that the call was to fill is unchanged after a failure, where that can be determined. */
  readonly buffer?: 'same' | 'changed';
  /** A random number or a wrapped key that the driver chose, hexadecimal. */
  readonly RandomNumber?: string;
  readonly ReadbackKey?: string;
  /** Whether the AES-CMAC of an answer verified. */
  readonly omac?: 'verifies' | 'fails';
  /** Sequence numbers in force, as 8 bytes of the block: status, command. */
  readonly sequence?: string;
  /** Whether an allocation failed during the call, and how many were attempted. */
  readonly allocationFailed?: boolean;
  readonly allocations?: number;
  /** Whether data came back from DecryptionBlt and EncryptionBlt as it was encrypted. */
  readonly data?: 'ours' | 'garbled';
  /** Objects of the calls that were under way at the same time. */
  readonly together?: readonly string[];
  /** Bytes held by the driver, before the first and behind the last call of `repeat`. */
  readonly memory?: { readonly before: number; readonly after: number };
  /** Handles of the operating system, in the same way, where the adapter counts them. */
  readonly handles?: { readonly before: number; readonly after: number };
}
