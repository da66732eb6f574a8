// What rules need, in the words of spec/contract/ (`needs`), against what a survey found.
import type { Survey } from '../steps/driver/survey.ts';

/** Whether something that rules need is there. */
export type NeedMet = (need: string) => boolean;

const known = new WeakMap<Survey, NeedMet>();
const knownByContent = new Map<string, NeedMet>();

/** The same function for surveys that found the same: what is worked out for one driver serves for all like it. */
export function needsMetBy(survey: Survey): NeedMet {
  let has = known.get(survey);
  if (has !== undefined) return has;
  const content = JSON.stringify(survey);
  has = knownByContent.get(content);
  if (has === undefined) knownByContent.set(content, (has = (need) => isMet(survey, need)));
  known.set(survey, has);
  return has;
}

function isMet(
  { caps, capabilities, keyOracle, certificates, renegotiates, channels, decodeProfile }: Survey,
  need: string,
): boolean {
  const colon = need.indexOf(':');
  const kind = colon < 0 ? need : need.slice(0, colon);
  const name = need.slice(colon + 1);
  switch (kind) {
    case 'cap':
      return caps.includes(name);
    case 'capability':
      return Object.entries(capabilities).some(
        ([capability, offered]) => capability === name && offered === true,
      );
    case 'keyOracle':
      return keyOracle.includes('blits') || keyOracle.includes('test/probeSessionKey');
    case 'signingKeyOracle':
      return keyOracle.includes('test/probeSigningKey') || keyOracle.includes('OPMGetInformation');
    case 'channelKeyOracle':
      return keyOracle.includes('test/probeChannelKey');
    case 'guardPages':
      return ['guard-after', 'guard-before'].some((placement) =>
        capabilities.buffers?.some((offered) => offered === placement),
      );
    case 'sharedCertificate':
      return certificates.opmShared === true;
    case 'renegotiation':
      return renegotiates === true;
    case 'channels':
      return channels === true;
    case 'decodeProfiles':
      return decodeProfile !== undefined;
    default:
      return false;
  }
}
