import fc from 'fast-check';
import { seed } from './seed.ts';

// Run before every file of tests: a property fails today where it failed yesterday.
fc.configureGlobal({ seed });
