// `npm start`: installs what is missing, builds, and runs level gate against the emulator.
import { build, install, kexcts } from './steps.mjs';

install();
build();
process.exit(kexcts(['run', '--level', 'gate', ...process.argv.slice(2)]));
