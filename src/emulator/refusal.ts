// What leaves a call other than by returning: the adapter's own refusals, and simulated ends of the driver.

/** JSON-RPC 2.0 codes that the emulator answers with. */
export const refusalCodes = {
  PARSE_ERROR: -32700,
  INVALID_REQUEST: -32600,
  METHOD_NOT_FOUND: -32601,
  INVALID_PARAMS: -32602,
  INTERNAL_ERROR: -32603,
} as const;

/** An `error` answer: the adapter speaks of itself, never of the driver (adapter protocol, section 1). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A refusal of parameters that the protocol does not allow (-32602). */
export function badParams(message: string): Refusal {
  return new Refusal(refusalCodes.INVALID_PARAMS, message);
}

/** A refusal of a call that this adapter does not have (-32601). */
export function noSuchCall(message: string): Refusal {
  return new Refusal(refusalCodes.METHOD_NOT_FOUND, message);
}

/** The simulated driver takes its process down. */
export class DriverCrash extends Error {
  override readonly name = 'DriverCrash';
}

/** The simulated driver never returns. */
export class DriverHang extends Error {
  override readonly name = 'DriverHang';
}
