// Introduces itself with escape sequences, bidi overrides and markup, and refuses calls in the same way.
import { answer, introduction, refuse, serve } from './line-server.mjs';

const name = '\u001b]0;owned\u0007<script>alert(1)</script>\u202egnp.exe';

serve(
  ({ id }) => refuse(id, -32000, name),
  ({ id }) => answer(id, { ...introduction, driver: { name, version: '\u001b[2J' } }),
);
