import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError, Option } from 'commander';
import { FRAME_PROTOCOLS } from '../../drivers/csta/frames/frame-protocols.ts';
import {
  errorJson,
  fromHex,
  toHex,
  type FrameJson,
  type FrameTool,
} from '../../drivers/csta/frames/frame-tool.ts';
import type { Phase } from '../../drivers/csta/pdu/phases.ts';
import { SMDR_PROFILE_NAMES, type SmdrProfileName } from '../../drivers/csta/smdr/smdr-settings.ts';
import { CrosspointError } from '../base/errors.ts';

interface FramesOptions {
  readonly encode?: boolean;
  readonly phase?: Phase;
  readonly smdrProfile?: SmdrProfileName;
}

/** `crosspoint frames PROTOCOL HEX`: frames of a protocol as readable JSON, and back. */
export function framesCommand(): Command {
  const protocols = Object.entries(FRAME_PROTOCOLS).map(([name, what]) => `  ${name}: ${what}`);
  return new Command('frames')
    .description('Read a frame of a protocol as JSON, or write it; exit status 1 where one is bad')
    .argument('<protocol>', 'one of those below', knownProtocol)
    .argument('<frame>', 'hexadecimal, or JSON with --encode; - reads one a line')
    .option('--encode', 'the other way: from JSON to hexadecimal')
    .addOption(new Option('--phase <phase>', 'take it for this phase').choices(['I', 'II', 'III']))
    .addOption(new Option('--smdr-profile <name>', 'whose lines').choices(SMDR_PROFILE_NAMES))
    .addHelpText('after', `\nProtocols:\n${protocols.join('\n')}`)
    .action(async (protocol: string, frame: string, options: FramesOptions) => {
      const { phase, smdrProfile } = options;
      // The codecs of all phases are large; no other command needs them.
      const { createFrameTool } = await import('../../drivers/csta/frames/frame-tools.ts');
      const tool = createFrameTool(protocol, {
        ...(phase === undefined ? {} : { phase }),
        ...(smdrProfile === undefined ? {} : { smdr: { profile: smdrProfile } }),
      });
      if (tool === undefined) return;
      const lines = frame === '-' ? createInterface({ input: process.stdin }) : [frame];
      for await (const line of lines) {
        if (line.trim() !== '')
          print(options.encode === true ? written(tool, line) : read(tool, line));
      }
    });
}

function read(tool: FrameTool, line: string): string {
  try {
    return JSON.stringify(tool.decode(fromHex(line)));
  } catch (error) {
    return bad(error);
  }
}

function written(tool: FrameTool, line: string): string {
  try {
    return toHex(tool.encode(objectOf(line)));
  } catch (error) {
    return bad(error);
  }
}

function objectOf(line: string): FrameJson {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new CrosspointError('malformed-json', (error as Error).message);
  }
  if (typeof json === 'object' && json !== null) return json as FrameJson;
  throw new CrosspointError('malformed-json', 'a frame is a JSON object');
}

function bad(error: unknown): string {
  process.exitCode = 1;
  return JSON.stringify(errorJson(error));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function knownProtocol(name: string): string {
  if (Object.hasOwn(FRAME_PROTOCOLS, name)) return name;
  const known = Object.keys(FRAME_PROTOCOLS).join(', ');
  throw new InvalidArgumentError(`There is no protocol "${name}". Protocols: ${known}.`);
}
