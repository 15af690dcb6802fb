import { createLogger, format, transports } from 'winston';
import type { Logger } from 'winston';
import type { LogConfiguration } from '../../schemas/generated/types.ts';
import { Personal } from '../base/log.ts';
import type { Log, LogFields } from '../base/log.ts';

/** winston behind the house's log: structured lines on standard error, personal data masked. */
export function createLog(configuration: Required<LogConfiguration>): Log {
  const { level, format: form, showPersonalData } = configuration;
  const logger = createLogger({
    level,
    format: format.combine(
      format.timestamp(),
      unwrap(showPersonalData)(),
      form === 'json' ? format.json() : format.printf(textLine),
    ),
    // Standard output belongs to what a command prints for other programs.
    transports: [new transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
  return wrap(logger);
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields) => void logger.debug(message, fields),
    info: (message, fields) => void logger.info(message, fields),
    warn: (message, fields) => void logger.warn(message, fields),
    error: (message, fields) => void logger.error(message, fields),
    child: (fields) => wrap(logger.child(fields)),
  };
}

function unwrap(showPersonalData: boolean) {
  return format((info) => {
    for (const [name, value] of Object.entries(info)) {
      if (value instanceof Personal) info[name] = showPersonalData ? value.reveal() : String(value);
      else if (value instanceof Error) info[name] = value.stack ?? value.message;
    }
    return info;
  });
}

function textLine(info: LogFields): string {
  const { timestamp, level, message, ...fields } = info;
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [String(timestamp), String(level).padEnd(5), String(message), ...rest].join(' ');
}
