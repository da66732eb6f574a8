// What leaves a call other than by returning: the adapter's own refusals, and simulated ends of the driver.
import { errorCodes, RequestError } from '../core/protocol/json-rpc.ts';

/** A refusal of parameters that the protocol does not allow (-32602). */
export function badParams(message: string): RequestError {
  return new RequestError(errorCodes.invalidParams, message);
}

/** A refusal of a call that this adapter does not have (-32601). */
export function noSuchCall(message: string): RequestError {
  return new RequestError(errorCodes.noSuchMethod, message);
}

/** The simulated driver takes its process down. */
export class DriverCrash extends Error {
  override readonly name = 'DriverCrash';
}

/** The simulated driver never returns. */
export class DriverHang extends Error {
  override readonly name = 'DriverHang';
}
