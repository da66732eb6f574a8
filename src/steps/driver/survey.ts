// What is asked of adapter and driver before the first case: the type. It heads observations.ndjson.
import type { Capabilities, Dialect, Named } from '../../core/protocol/adapter.ts';

export interface Survey {
  readonly adapter: Named & { readonly kind: string };
  readonly driver: Named;
  readonly dialects: readonly Dialect[];
  readonly capabilities: Capabilities;
  /** Caps bits by DDI name. */
  readonly caps: readonly string[];
  readonly blockAlignmentSize: number;
  readonly keyExchangeTypes: readonly string[];
  /** GUID of a decode profile that is supported with RSAES_OAEP, where one is known. */
  readonly decodeProfile?: string;
  /** Why the entry point cannot be tested on this driver at all. */
  readonly notApplicable?: string;
  readonly certificates: {
    /** Container of the crypto session's chain: pkcs7, der, concatenated. */
    readonly container?: string;
    /** Whether OPM's certificate is the crypto session's, as far as the key in it goes. */
    readonly opmShared?: boolean;
    readonly problem?: string;
  };
  /** How keys are seen: `blits`, `test/probeSessionKey`, … Empty: not at all. */
  readonly keyOracle: readonly string[];
  /** Whether this driver was seen to take a second key on one session; absent: could not be found out. */
  readonly renegotiates?: boolean;
  /** Whether the driver makes authenticated channels of type DRIVER_SOFTWARE; absent: could not be found out. */
  readonly channels?: boolean;
  /** Where a driver refuses every valid block: the profile that it answers to. */
  readonly answersTo?: string;
}
