import { describe, expect, it } from 'vitest';
import { ready } from './observing.test-support.ts';

describe('takeSurvey', () => {
  it('finds out what the emulator offers', async () => {
    const { survey } = await ready();
    expect(survey).toMatchObject({
      keyExchangeTypes: ['RSAES_OAEP'],
      keyOracle: ['blits', 'test/probeSessionKey', 'test/probeChannelKey', 'test/probeSigningKey'],
      certificates: { container: 'pkcs7', opmShared: true },
      renegotiates: true,
    });
    expect(survey.notApplicable).toBeUndefined();
    expect(survey.answersTo).toBeUndefined();
    expect(survey.caps).toContain('DECRYPTION_BLT');
  });

  it.each([
    [{ container: 'der' }, { certificates: { container: 'single', opmShared: true } }],
    [{ container: 'concatenated' }, { certificates: { container: 'concatenated', opmShared: true } }],
    [{ opmCertificate: 'own' }, { certificates: { container: 'pkcs7', opmShared: false } }],
    [{ renegotiation: 'refuse' }, { renegotiates: false }],
    [{ caps: 'SOFTWARE' }, { caps: ['SOFTWARE'], keyOracle: expect.not.arrayContaining(['blits']) }],
    [
      { without: 'probeSessionKey,probeChannelKey,probeSigningKey' },
      { keyOracle: ['blits', 'OPMGetInformation'] },
    ],
    [{ profile: 'oaep-sha1' }, { answersTo: 'oaep-sha1' }],
  ])('takes a driver with %j as it is', async (options, expected) => {
    expect((await ready(options)).survey).toMatchObject(expected);
  });

  it.each([
    [{ keyExchange: 'hw-protection' }, /RSAES_OAEP.*HW_PROTECTION/],
    [{ keyExchange: 'none' }, /RSAES_OAEP/],
    [{ slot: 'null' }, /NegotiateCryptoSessionKeyExchange/],
    [{ dialects: '' }, /no form of the entry point/],
  ])('calls a driver with %j not applicable, with the reason', async (options, reason) => {
    expect((await ready(options)).survey.notApplicable).toMatch(reason);
  });

  it('does not trip over a driver that crashes on its first key', async () => {
    const { survey } = await ready({}, () => ({
      storeKey: () => {
        throw new TypeError('boom');
      },
    }));
    expect(survey.renegotiates).toBeUndefined();
    expect(survey.notApplicable).toBeUndefined();
  });
});
