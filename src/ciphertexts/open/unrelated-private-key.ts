// The other half of the key that recipes call `stranger`, so that a block made for it can be distinguished from scrambled bytes.
// A TEST key, made for this suite and public on purpose; no driver is ever given it.
import { createPrivateKey, type KeyObject } from 'node:crypto';

/** PKCS #8 (DER, base64) of the unrelated key. */
const testUnrelated =
  'MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDRxu1t4uO/R7LJ7Ugc6ymt4WZEWkfXEM37md3QrHqVm5Yp11fL' +
  'r2HjGQGFD5Jpjt+fZWCsrJqTkfT5tgTOeg2GntxfpODE6rUcZIQM210W2to6ke+S0ABOtV9+21GwALP6wIK41VU/y6YEZzVPaCNA' +
  'RfbAoGbp8kEgTT8Pqxc9wZRMIV5CaK0mIW0C8RtiGLdzJ+VrYC3nT0nWpp7egZ/ib6ygkejzmpWngGY7e85Dyc6KdUk27B98iVdZ' +
  'Rj1pO7hgY0LIT6D+ZwohAlMHRKnM+HCyj98zqYWFBg3h/P1zxlExnCARHC/cm0UPDab+QL75PGCcEmZOKskW5LLjLC1XAgMBAAEC' +
  'ggEAJZ7AK6m54C7SgGX+PblqoxU+CtoJ8ibAWfOxFOApp7TcTCqjQxLzwg9U93Dgd++4aNR8btsRaY+OWE3tNL4suMy6hqiB6q6Q' +
  'xkO8brXUTun2ovRS+4gz1emu84gPcTnfDQQDLXSMskEqR7XemJv7XmZtpwPdEO1yAoH34i5zn45JNGSfqwllOJh1gTvHwRMLnqXj' +
  'p3XkmICJFvfyIqkjuf+/YZCeNduZ1APz5hGBL4tLm6xgqIfKgsU2QZsxhpfhtbOlRRaYiiDsQ9y8UOJcE5wwfO2HhtdtmBpJjNQS' +
  'K2BGL8+1UJY+MWHkAaucM1YpPxDtpZUGr3t3DzA7kAMQAQKBgQD+3V65zM0eUa9jjD6AJFPH4CoiPl3C8c6ck9G7Bwh5wm7S3qDF' +
  'vBBkO3KcW4ZKWs9wOQkDzqHpQzSY4rXMeAGHdKUN3Lm+4QzLRGpMgqf/42RF9V1zMyKpuOekERTjDvL/wQ+HKusDivUgJSUmbtp5' +
  'S6GaZ76toGGUXI8XXc5YAQKBgQDStiSBkpNtgQznCJXKHl1OKCmwgFWOpoqNg6GdGne5hMFIjdyq7Z3vIIURH0qWxZ2pjXmucMv2' +
  '3uC2YteOMyE5As1S5ctjHJoUPVkYJc2sX9jziq9Ucq9+Ys6XUMBlKRy7XK/FnEvnboIFjsKgbYr7vwav2GTK2wBd/WpkhFRFVwKB' +
  'gG8T5hwOYXuMWGeHkRniO02KqnJgQhcbslPVrPvZdd0zW3+2HdXwQCifLDVvQlkXuP8NLJunLDPw4XScomVqDCiQMvuWrrG9fgj9' +
  'WWLdMwE4htRiuwbhS4MzHmoIM9U+B7Rl3TGpB+J0Zp9K8SUN/VQOHXGhM56SntS9fnPNo4gBAoGANeVG4ymVsg2vOiz0+1TW8tXN' +
  'DAtXVvx8NgQ0Q1Xwx7AQLDm09rd+jRqZTq7dSkFTuXmpZRgO459QhPY1QncLiWSRFiIW6sv3ETQ75LROrkd525lejVAkWUR2qTeL' +
  'bpScd8QWZYo70/9tHHTOjXBXe1r6H+JOraBksKXQH9PFJlMCgYA3aTdWXStIg5QTnLNgOX48acupx6KQCGpQ21R45/rejq+hcpyt' +
  'wOB6SoSxTTUCge8Vx3M9lylyMrj+waoYE3HZG6M2smKVqepteJAUmf4mD+tVFRqFQtd3BfGEpJ9XzNJ7/xPBLcODx2EoiKuxyVgc' +
  'EgVoyBXmT7btpSCEV7C06w==';

let key: KeyObject | undefined;

/** The private half of the unrelated key. */
export function unrelatedPrivateKey(): KeyObject {
  key ??= createPrivateKey({ key: Buffer.from(testUnrelated, 'base64'), format: 'der', type: 'pkcs8' });
  return key;
}
