#!/usr/bin/env node
// `kexcts`: the command line.
import { loadScript } from './load-script.ts';

void loadScript(import.meta.dirname).entries.cli();
