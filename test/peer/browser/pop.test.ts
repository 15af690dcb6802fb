import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { Desk } from './desk.ts';

describeInBrowser('the screen pop', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  it('shows name, number, customer and data before the phone is answered', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring({ name: 'FISCHER', data: { order: '4711' } });
    const card = toolbar.card('alerting');
    await card.getByRole('heading', { name: 'Grete Fischer' }).waitFor();
    const own = card.getByRole('heading', { name: 'Grete Fischer' }).locator('..');
    await own.getByRole('button', { name: 'Call +49 407 654 321' }).waitFor();
    const link = card.getByRole('link', { name: 'Grete Fischer' });
    expect(await link.getAttribute('href')).toBe('https://crm.example/customers/1003');
    await card.getByText('Fischer & Söhne').waitFor();
    await card.getByRole('region', { name: 'Attached data' }).getByText('4711').waitFor();
    expect(await toolbar.page.title()).toBe('Ringing: Grete Fischer');
    const alert = toolbar.page.getByTestId('announce-ringing');
    expect(await alert.textContent()).toContain('Incoming call from Grete Fischer');
    expect(toolbar.complaints).toEqual([]);
  });

  it('shows the last calls of the number', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring({ from: '+442079460958' });
    await toolbar.press('Answer');
    await toolbar.untilCalls('connected');
    await toolbar.press('Hang up');
    await toolbar.untilCalls();
    await toolbar.page.getByRole('article', { name: 'Last call: John Smith' }).waitFor();
    await desk.ring({ from: '+442079460958' });
    const history = toolbar.card('alerting').getByRole('region', { name: 'Last calls' });
    await history.getByText('They called').waitFor();
    await history.getByRole('button', { name: 'Call 2001' }).waitFor();
  });

  it('lets the agent choose where several customers have the number', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring({ from: '+49301234567', name: 'MUSTERMANN' });
    const customer = toolbar.card('alerting').getByRole('region', { name: 'Customer' });
    await customer.getByText('2 customers have this number').waitFor();
    expect(await customer.getByText('100 %').count()).toBe(2);
    await toolbar.press('Choose Max Mustermann');
    await toolbar.card().getByRole('heading', { name: 'Max Mustermann' }).waitFor();
    // The choice is part of the call, so another browser shows it too.
    const other = await desk.toolbar();
    await other.card().getByRole('heading', { name: 'Max Mustermann' }).waitFor();
    await toolbar.press('Choose among 2 again');
    await other.card().getByText('2 customers have this number').waitFor();
  });

  it('says so where nobody has the number, and where it is withheld', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring({ from: '+4989999999' });
    await toolbar.card('alerting').getByText('No customer with this number').waitFor();
    await desk.reset();
    const again = await desk.toolbar();
    await desk.ring({ from: '' });
    await again.card('alerting').getByRole('heading', { name: 'Number withheld' }).waitFor();
  });

  it('changes, adds and removes one key of the attached data', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring({ data: { order: '4711', urgent: true } });
    const data = toolbar.card().getByRole('region', { name: 'Attached data' });
    await toolbar.press('Change order');
    await toolbar.page.getByRole('textbox', { name: 'Value of order' }).fill('4712');
    await toolbar.page.keyboard.press('Enter');
    await data.getByText('4712').waitFor();
    await toolbar.press('Add data');
    await toolbar.page.getByRole('textbox', { name: 'Key' }).fill('note');
    await toolbar.page.getByRole('textbox', { name: 'Value' }).fill('calls back');
    await toolbar.press('Save');
    await data.getByText('calls back').waitFor();
    await toolbar.press('Change urgent');
    await toolbar.press('Remove');
    await data.getByText('urgent').waitFor({ state: 'detached' });
    expect(desk.server.telephony.calls()[0]?.data).toEqual({ order: '4712', note: 'calls back' });
  });

  it('follows a call that is transferred to another phone', async () => {
    const [ada, grace] = [await desk.toolbar(), await desk.toolbar('demo:2002')];
    await desk.ring();
    await ada.press('Answer');
    await ada.untilCalls('connected');
    await ada.pressAndDial('Consult', '2002', ada.card('connected'));
    await grace.press('Answer');
    await ada.untilCalls('connected', 'held');
    await ada.press('Transfer');
    await ada.untilCalls();
    await grace.card('connected').getByRole('heading', { name: 'Grete Fischer' }).waitFor();
    await grace.page.reload();
    await grace.card('connected').getByRole('heading', { name: 'Grete Fischer' }).waitFor();
  });
});
