import { CrosspointError } from '../../../src/base/errors.ts';
import { demoSettings } from '../demo.ts';
import { SettingsCheck } from '../settings-check.ts';
import type { SimulatedSettings } from '../settings.ts';
import { parseDuration } from './durations.ts';
import { readFaultRule } from './read-faults.ts';
import { readTraffic } from './read-traffic.ts';
import { ScenarioFile, type Placed } from './scenario-file.ts';
import type { Action, Scenario, Step } from './scenario.ts';
import { readSentence, sentenceForms } from './sentences.ts';

const MAX_STEPS = 10_000;
const MAX_FAULTS = 1_000;

/** Between two steps that say nothing of time. */
const PACE_MS = 1_000;

/**
 * Reads a scenario. What does not fit throws `invalid-configuration` with file, line and column, and
 * says what was expected there. ./scenarios/ has examples.
 */
export function readScenario(text: string, file: string): Scenario {
  const source = new ScenarioFile(text, file);
  const top = source.top(['name', 'switch', 'script', 'traffic', 'faults']);
  const settings = readSettings(source, top.get('switch'));
  const name = top.get('name');
  const script = top.get('script');
  const faults = top.get('faults');
  const traffic = top.get('traffic');
  if (script === undefined && traffic === undefined) {
    throw source.misfit(0, 'a script, traffic, or both');
  }
  const steps = script === undefined ? [] : source.list(script.value, MAX_STEPS, 'steps');
  const rules = faults === undefined ? [] : source.list(faults.value, MAX_FAULTS, 'faults');
  return {
    name: name === undefined ? undefined : source.text(name.value, 'a name'),
    settings,
    script: steps.map((step) => readStep(source, step, settings)),
    traffic: traffic && readTraffic(source, traffic, settings),
    faults: rules.map((rule) => readFaultRule(source, rule)),
  };
}

function readSettings(source: ScenarioFile, given: Placed | undefined): SimulatedSettings {
  const settings = given === undefined ? 'demo' : source.plain(given.value);
  if (settings === 'demo') return demoSettings;
  try {
    return new SettingsCheck().check(settings);
  } catch (error) {
    if (!(error instanceof CrosspointError)) throw error;
    const offset = source.offsetAt('switch', error.position?.pointer ?? '');
    throw source.misfit(offset, `settings of a switch, or demo; ${error.detail}`);
  }
}

function readStep(source: ScenarioFile, placed: Placed, settings: SimulatedSettings): Step {
  const { key, text } = source.sentence(placed.value);
  const action = readSentence(text);
  if (action === undefined) {
    throw source.misfit(
      placed.offset,
      `a sentence of the form\n  ${sentenceForms().join('\n  ')}\nnot "${text}"`,
    );
  }
  checkPhone(source, placed, action, settings);
  const line = source.lineAt(placed.offset);
  return { when: readTime(source, placed, key), action, text, line };
}

function readTime(source: ScenarioFile, { offset }: Placed, key: string | undefined): Step['when'] {
  if (key === undefined) return { from: 'previous', ms: PACE_MS };
  const [, word, duration = ''] = /^(at|after) (.+)$/.exec(key) ?? [];
  const ms = parseDuration(duration);
  if (ms === undefined) {
    throw source.misfit(offset, `"at DURATION" or "after DURATION", such as at 90s, not "${key}"`);
  }
  return { from: word === 'at' ? 'start' : 'previous', ms };
}

/** Sentences about a phone are about one that there is. */
function checkPhone(
  source: ScenarioFile,
  { offset }: Placed,
  action: Action,
  settings: SimulatedSettings,
): void {
  if (!('phone' in action)) return;
  if (settings.extensions.some(({ number }) => number === action.phone)) return;
  throw source.misfit(offset, `an extension of the switch, not "${action.phone}"`);
}
