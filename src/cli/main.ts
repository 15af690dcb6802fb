import { Command } from 'commander';
import { CrosspointError } from '../base/errors.ts';
import { benchCommand } from './bench.ts';
import { demoBoardCommand } from './demo-board.ts';
import { doctorCommand } from './doctor.ts';
import { driverCommand } from './driver.ts';
import { demoCommand, serveCommand } from './serve.ts';
import { framesCommand } from './frames.ts';
import { simCommand } from './sim.ts';

/** The command line: `crosspoint COMMAND`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('crosspoint')
    .description(
      'CTI middleware: telephone systems on one side, the software people work in on the other',
    )
    .showHelpAfterError();
  for (const command of [
    serveCommand(),
    demoCommand(),
    demoBoardCommand(),
    simCommand(),
    framesCommand(),
    driverCommand(),
    benchCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CrosspointError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
