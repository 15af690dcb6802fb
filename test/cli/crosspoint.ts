/** Runs `crosspoint` from its source; what bin/crosspoint.js does with the build. */
import { main } from '../../src/cli/main.ts';

await main(process.argv);
