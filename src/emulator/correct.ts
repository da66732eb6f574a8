// The correct behaviour, subject by subject.
import type { Behaviour } from './behaviour.ts';
import { correctBlits } from './blits.ts';
import { correctCertificates } from './certificates.ts';
import { correctOmac } from './channel.ts';
import type { Driver, Variation } from './driver.ts';
import { correctKeys } from './key-slots.ts';
import { correctNegotiation } from './negotiation.ts';
import { correctOaep } from './oaep-decode.ts';
import { correctOpm } from './opm.ts';
import { correctRefresh } from './refresh.ts';
import { correctRsa } from './rsa.ts';
import { correctSessions } from './sessions.ts';

/**
 * Every decision as the contract has it. Members reach each other through `driver.behaviour`, so one that is replaced is replaced for
 * all of them.
 */
export function correctBehaviour(driver: Driver): Behaviour {
  return {
    ...correctNegotiation(driver),
    ...correctKeys(driver),
    ...correctRsa(driver),
    ...correctOaep(driver),
    ...correctSessions(driver),
    ...correctCertificates(driver),
    ...correctRefresh(driver),
    ...correctBlits(driver),
    ...correctOpm(driver),
    ...correctOmac(driver),
  };
}

/** The correct behaviour with the members that a variation replaces. */
export function variedBehaviour(driver: Driver, variation: Variation | undefined): Behaviour {
  const correct = correctBehaviour(driver);
  return variation === undefined ? correct : { ...correct, ...variation(correct, driver) };
}
