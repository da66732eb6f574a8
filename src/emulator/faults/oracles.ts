// Faults by which a sender learns what is wrong with a block: codes, callbacks, made-up keys, crashes.
import { hash } from 'node:crypto';
import { statusCodes } from '../../core/windows/hresult.ts';
import type { Variation } from '../driver.ts';
import { DriverCrash } from '../refusal.ts';
import type { Reason } from '../state.ts';
import type { FaultTable } from './family.ts';
import { restrictedTo, restrictedWhere } from './restricted.ts';
import { allFailWith, failsWith } from './fails-with.ts';

const padding: readonly Reason[] = ['too-short', 'leading-byte', 'label-hash', 'separator'];

const paddingFailsWith = (code: number): Variation => allFailWith([...padding, 'range'], code);

const keyBytes = 16;
/** ERROR_INVALID_PARAMETER of winerror.h, which is no HRESULT. */
const win32InvalidParameter = 87;

const onSessions = (variation: Variation): Variation => restrictedTo('session', variation);

const onNewSessions = (variation: Variation): Variation =>
  restrictedWhere(
    (driver) =>
      ({ purpose, owner }) =>
        purpose === 'session' && driver.behaviour.keyInForce(owner) === null,
    variation,
  );

export const oracleFaults = {
  'session-padding-told-as-no-memory': onNewSessions(allFailWith(padding, statusCodes.E_OUTOFMEMORY)),
  'session-range-told-as-no-memory': onSessions(failsWith({ range: statusCodes.E_OUTOFMEMORY })),
  'session-size-told-as-no-memory': onNewSessions(failsWith({ size: statusCodes.E_OUTOFMEMORY })),
  'session-other-device-told-as-handle': onSessions(failsWith({ device: statusCodes.E_HANDLE })),
  'y-told-apart': failsWith({ 'leading-byte': statusCodes.E_FAIL }),
  'y-told-as-no-memory': failsWith({ 'leading-byte': statusCodes.E_OUTOFMEMORY }),
  'lhash-told-apart': failsWith({ 'label-hash': statusCodes.NTE_BAD_DATA }),
  'separator-told-apart': failsWith({ separator: statusCodes.E_FAIL }),
  'every-defect-told-apart': failsWith({
    'leading-byte': statusCodes.E_FAIL,
    'label-hash': statusCodes.E_ACCESSDENIED,
    separator: statusCodes.NTE_BAD_DATA,
    range: statusCodes.NTE_BAD_LEN,
  }),
  'message-length-told-apart': failsWith({ 'message-length': statusCodes.NTE_BAD_LEN }),
  'bad-padding-told-as-e-fail': paddingFailsWith(statusCodes.E_FAIL),
  'bad-padding-told-as-bad-data': paddingFailsWith(statusCodes.NTE_BAD_DATA),
  'bad-padding-told-as-unexpected': paddingFailsWith(statusCodes.E_UNEXPECTED),
  'bad-padding-told-as-opm-status': paddingFailsWith(
    statusCodes.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
  ),
  'bad-padding-told-as-win32-code': paddingFailsWith(win32InvalidParameter),
  'bad-padding-told-as-s-false': paddingFailsWith(statusCodes.S_FALSE),
  'bad-padding-told-as-s-ok': paddingFailsWith(statusCodes.S_OK),
  'bad-padding-answered-with-a-made-up-key': (correct) => ({
    decryptBlock(block, key, purpose) {
      const decoded = correct.decryptBlock(block, key, purpose);
      if (decoded.defect === null || purpose === 'opm') return decoded;
      return { message: hash('sha256', block, 'buffer').subarray(0, keyBytes), defect: null };
    },
  }),
  'bad-padding-told-by-callback': (correct, driver) => ({
    failureCode(reason, attempt) {
      if (padding.includes(reason)) driver.setError(statusCodes.E_INVALIDARG);
      return correct.failureCode(reason, attempt);
    },
  }),
  'success-told-by-callback': (correct, driver) => ({
    afterSuccess(attempt) {
      driver.setError(statusCodes.S_OK);
      correct.afterSuccess(attempt);
    },
  }),
  'separator-missing-crashes': (correct) => ({
    findSeparator(db, start) {
      const separator = correct.findSeparator(db, start);
      if (separator < 0 && db.subarray(start).every((byte) => byte === 0)) {
        throw new DriverCrash('access violation: read behind the decoded block');
      }
      return separator;
    },
  }),
  'empty-message-crashes': (correct) => ({
    keyOfMessage(message) {
      if (message.length === 0) throw new DriverCrash('access violation: read of an empty message');
      return correct.keyOfMessage(message);
    },
  }),
  'long-message-crashes': (correct) => ({
    keyOfMessage(message) {
      if (message.length > 64) throw new DriverCrash('stack buffer overrun');
      return correct.keyOfMessage(message);
    },
  }),
  'range-error-crashes': (correct) => ({
    integerInRange(ciphertext, modulus) {
      if (!correct.integerInRange(ciphertext, modulus)) throw new DriverCrash('assertion failed: c < n');
      return true;
    },
  }),
  'zero-ciphertext-crashes': (correct) => ({
    integerInRange(ciphertext, modulus) {
      if (ciphertext.every((byte) => byte === 0)) throw new DriverCrash('integer division by zero');
      return correct.integerInRange(ciphertext, modulus);
    },
  }),
} as const satisfies FaultTable;
