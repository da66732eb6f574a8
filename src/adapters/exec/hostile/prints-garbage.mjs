// Prints what a driver might print, with an escape sequence, where an answer is expected.
import { print, serve } from './line-server.mjs';

serve(() => print('Segfault in module \u001b[31mNVX\u001b[0m\n'));
