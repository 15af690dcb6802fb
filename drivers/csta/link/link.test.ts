import { describe, expect, it } from 'vitest';
import { dialingNumber } from '../model/identifiers.ts';
import type { ServiceName } from '../model/requests.ts';
import { LinkRig, party, refusing } from './testing/link-rig.ts';

describe('the devices of a switch', () => {
  const services = new Set<ServiceName>(['monitorStart', 'getSwitchingFunctionDevices']);
  const listing = { services, devices: [{ device: '2001', name: 'Mine', kind: 'group' as const }] };

  function segment(rig: LinkRig, isLast: boolean, ...devices: readonly string[]): void {
    const listed = devices.map((one) => ({ device: dialingNumber(one), category: 'station' }));
    const args = { crossRef: '9', isLast, devices: listed };
    void rig.pbx.request('switchingFunctionDevices', args);
  }

  it('come in segments, before the answer or behind it; the configuration has precedence', async () => {
    const rig = new LinkRig(listing);
    rig.on('getSwitchingFunctionDevices', () => {
      segment(rig, false, '2001', 'N<2002>Grace');
      rig.clock.setTimeout(() => segment(rig, true, '2003'), 500);
      return { crossRef: '9' };
    });
    void rig.pbx.open();
    const opening = rig.link.open();
    await rig.clock.advance(400);
    expect(rig.link.capabilities.size).toBe(0);
    await rig.settled(opening, 200);
    const { devices } = await rig.settled(rig.link.snapshot());
    expect(devices).toEqual([
      { device: '2001', kind: 'group', isInService: true, name: 'Mine' },
      { device: '2002', kind: 'extension', isInService: true, name: 'Grace' },
      { device: '2003', kind: 'extension', isInService: true },
    ]);
  });

  it('are those of the configuration where the switch refuses to list them', async () => {
    const rig = await new LinkRig(listing).on('getSwitchingFunctionDevices', refusing).open();
    const { devices } = await rig.settled(rig.link.snapshot());
    expect(devices.map(({ device }) => device)).toEqual(['2001']);
  });

  it('have to be listed to the end, or the link does not open', async () => {
    const rig = new LinkRig(listing);
    rig.on('getSwitchingFunctionDevices', () => {
      segment(rig, false, '2001');
      return { crossRef: '9' };
    });
    void rig.pbx.open();
    const opening = rig.settled(rig.link.open(), 10_100);
    await expect(opening).rejects.toMatchObject({ code: 'switch-timeout' });
    expect([rig.downs, rig.pbx.isOpen, rig.clock.hasTimers]).toEqual([[], false, false]);
  });
});

describe('the services of a switch', () => {
  it('are those it names, of those the profile hopes for', async () => {
    const rig = new LinkRig({
      asksCapabilities: true,
      services: new Set(['makeCall', 'answerCall']),
    });
    rig.on('getSwitchingFunctionCapabilities', () => ({
      services: ['answerCall', 'clearCall', 'noSuchService'],
      events: [],
    }));
    await rig.open();
    expect([...rig.link.capabilities]).toEqual(['correlatorData', 'answerCall']);
    const call = { callingDevice: '2001', calledNumber: '1' };
    expect(await rig.codeOf('makeCall', call)).toBe('service-not-supported');
    expect(rig.asked).toEqual([]);
  });

  it('are those of the profile where it does not say', async () => {
    const settings = { asksCapabilities: true, services: new Set(['makeCall'] as const) };
    const rig = await new LinkRig(settings).open();
    expect([...rig.link.capabilities]).toEqual(['correlatorData', 'makeCall']);
  });
});

describe('a request', () => {
  const at = (call: string, device: string) => ({ connection: { call, device } });

  it('about what the switch does not have is refused without a word to the switch', async () => {
    const rig = await new LinkRig().open('2001');
    rig.ring();
    await rig.told();
    const call = { callingDevice: '9999', calledNumber: '1' };
    const codes = [
      await rig.codeOf('makeCall', call),
      await rig.codeOf('monitorStart', { device: '9999' }),
      await rig.codeOf('monitorStop', { device: '9999' }),
      await rig.codeOf('setDoNotDisturb', { device: 'T1', isOn: true }),
      await rig.codeOf('clearCall', { call: '9' }),
      await rig.codeOf('answerCall', at('9', '2001')),
      await rig.codeOf('answerCall', at('1', '2002')),
    ];
    expect(codes).toEqual([
      ...Array.from({ length: 4 }, () => 'unknown-device'),
      ...['unknown-call', 'unknown-call', 'unknown-connection'],
    ]);
    expect(rig.asked).toEqual([]);
  });

  it('goes out in the names that the switch gave, and comes back in ours', async () => {
    const rig = await new LinkRig()
      .on('makeCall', () => ({
        connection: { call: '2', device: { form: 'dynamic', value: '0A' } },
      }))
      .open('2001');
    rig.report({
      ...{ event: 'delivered', subject: party('2001'), callingDevice: party('2001') },
      connection: { call: '1', device: { form: 'dynamic', value: '0B' } },
    });
    await rig.told();
    await rig.codeOf('answerCall', at('1', '2001'));
    expect(rig.asked[0]?.args).toEqual({
      connection: { call: '1', device: { form: 'dynamic', value: '0B' } },
    });
    const call = { callingDevice: '2001', calledNumber: '030', autoOriginate: true };
    expect(await rig.ask('makeCall', call)).toEqual({
      initiatedCall: { call: '2', device: '2001' },
    });
  });

  it('before the link is open, or after, is refused', async () => {
    const rig = await new LinkRig().open();
    await rig.link.close();
    const device = { device: '2001' };
    expect(await rig.codeOf('monitorStart', device)).toBe('link-down');
    await expect(rig.link.snapshot()).rejects.toMatchObject({ code: 'link-down' });
    await expect(rig.link.open()).rejects.toMatchObject({ code: 'link-down' });
  });
});

describe('a monitor', () => {
  it('that is started twice is asked for once, also at the same time', async () => {
    const rig = await new LinkRig().open();
    const device = { device: '2001' };
    const both = [rig.link.request('monitorStart', device), rig.ask('monitorStart', device)];
    await Promise.all(both);
    await rig.ask('monitorStart', device);
    expect(rig.services).toEqual(['monitorStart']);
  });

  it('that is refused may be asked for again', async () => {
    const rig = await new LinkRig().on('monitorStart', refusing).open();
    expect(await rig.codeOf('monitorStart', { device: '2001' })).toBe('unknown-connection');
    rig.on('monitorStart', () => ({ crossRef: '1' }));
    expect(await rig.codeOf('monitorStart', { device: '2001' })).toBe('taken');
  });

  it('is stopped by the name the switch gave it, and once', async () => {
    const rig = await new LinkRig().open('2002', '2001');
    for (const _ of 'ab') await rig.ask('monitorStop', { device: '2001' });
    expect(rig.asked).toEqual([{ service: 'monitorStop', args: { crossRef: '2' } }]);
  });

  it('that the switch stops by itself is told as an oddity, and can be started anew', async () => {
    const rig = await new LinkRig().open('2001', '2002');
    await rig.settled(rig.pbx.request('monitorStop', { crossRef: '1' }));
    expect(rig.oddities).toEqual(['device-out-of-service: the switch monitors 2001 no more']);
    await rig.ask('monitorStart', { device: '2002' });
    await rig.ask('monitorStart', { device: '2001' });
    expect(rig.services).toEqual(['monitorStart']);
  });

  it('leaves out what it is asked to', async () => {
    const rig = await new LinkRig({ filterOut: ['media'] }).open();
    await rig.ask('monitorStart', { device: '2001' });
    expect(rig.asked[0]?.args).toMatchObject({ filterOut: ['media'] });
  });
});

describe('what the switch asks', () => {
  it('of routes is ended at once, so that it goes on by its own table', async () => {
    const rig = await new LinkRig().open();
    await rig.settled(rig.pbx.request('routeRequest', { routeingCrossRef: '5' }));
    expect(rig.asked).toEqual([{ service: 'routeEnd', args: { routeingCrossRef: '5' } }]);
  });

  it('and this end does not do is refused', async () => {
    const rig = await new LinkRig().open();
    const asked = rig.settled(rig.pbx.request('escape', { privateData: '00' }));
    await expect(asked).rejects.toMatchObject({ code: 'service-not-supported' });
  });

  it('to be taken as call records is answered and told', async () => {
    const rig = await new LinkRig().open();
    const records = [{ callingDevice: party('2001'), calledDevice: party('030') }];
    await rig.settled(rig.pbx.request('cdrReport', { cdrCrossRef: '1', records }));
    expect(rig.heard).toMatchObject([{ event: 'callRecord', record: { direction: 'out' } }]);
  });
});

it('a switch that keeps its call records to itself is an oddity and no reason to do without it', async () => {
  const rig = await new LinkRig({ asksCallRecords: true })
    .on('startCdrTransmission', refusing)
    .open('2001');
  expect(rig.oddities).toHaveLength(1);
  expect(rig.oddities[0]).toContain('startCdrTransmission');
});

it('a link that is lost while it opens rejects, and says nothing beside', async () => {
  const rig = new LinkRig({ asksCapabilities: true });
  rig.on('getSwitchingFunctionCapabilities', () => 'silence');
  void rig.pbx.open();
  const opening = rig.link.open();
  await rig.clock.advance(10);
  const closing = rig.pbx.close();
  await expect(rig.settled(opening)).rejects.toMatchObject({ code: 'link-down' });
  await closing;
  expect(rig.downs).toEqual([]);
});

it('a link that is lost says so once, and then nothing', async () => {
  const rig = await new LinkRig().open('2001');
  rig.ring();
  await rig.told();
  await rig.settled(rig.pbx.close());
  await rig.clock.advance(60_000);
  expect([rig.downs, rig.heard, rig.clock.hasTimers]).toEqual([['link-down'], [], false]);
});
