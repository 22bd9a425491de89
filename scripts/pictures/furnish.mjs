// What a team that has used Headroom for a while has made: each once, however often pictures are taken.

/** @typedef {import('./api.mjs').Api} Api */

const ROADMAP = 'thousands-to-millions';

/**
 * @param {Api} api of the app's team
 * @param {string} app its slug
 * @returns {Promise<string[]>} addresses of what has one
 */
export async function furnish(api, app) {
  await work(api, app);
  await people(api);
  await accounts(api, app);
  const report = await aReport(api, app);
  return [
    await aDashboard(api, app),
    ...(await aRoadmap(api)),
    `/reports/${report}`,
    await aShare(api, report),
    await anInvitation(api),
  ];
}

/** Notes on steps and crossings, a mute, a limit and a price of its own. @param {Api} api @param {string} app */
async function work(api, app) {
  const at = `/apps/${app}`;
  const { steps } = await api('GET', `${at}/checklist`);
  const [first, second] = steps.filter((/** @type {{ status: string }} */ step) => step.status === 'open');
  if (first) await api('PUT', `${at}/checklist/${first.id}/note`, { owner: 'Ada', comment: 'In the next sprint.' });
  if (second) await api('PUT', `${at}/checklist/${second.id}/note`, { blocked: 'Waits for the new database.' });
  const { crossings } = await api('GET', `${at}/crossings?limit=5`);
  const [newest] = crossings;
  if (newest?.notes.length === 0)
    await api('POST', `${at}/crossings/notes`, { crossing: newest.id, text: 'A slow release; taken back.' });
  await api('PUT', `${at}/mutes`, { thresholdId: 'memory', minutes: 2 * 1440, reason: 'A load test.' });
  await api('PUT', `${at}/overrides`, { thresholdId: 'memory', limit: 82, reason: 'We keep 18 % free.' });
  await api('PUT', `${at}/prices`, { priceId: 'render-web-pro', price: '76.50', currency: 'USD' });
  await api('PUT', `${at}/custom-signals`, {
    name: 'mail.queue',
    title: 'Mails that wait',
    metric: 'app.mail.queue.depth',
    aggregation: 'max',
    worsens: 'up',
    limit: 500,
  });
  await api('POST', `${at}/deployments`, {
    version: '2.42.0',
    at: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`,
  });
}

/** Holidays and channels. @param {Api} api */
async function people(api) {
  await api('POST', '/team/holidays', {
    holidays: [
      { name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true },
      { name: 'Black Friday', from: '2026-11-27', to: '2026-11-30' },
      { name: 'Summer sale', from: '2027-06-28', to: '2027-07-10' },
    ],
  });
  const { channels } = await api('GET', '/channels');
  const events = ['crossing.opened', 'crossing.closed', 'crossing.no-data'];
  const wanted = [
    {
      kind: 'email',
      name: 'Shop team',
      to: ['shop@example.com', 'ada@example.com'],
      events,
      quietFrom: 1320,
      quietTo: 420,
    },
    {
      kind: 'slack',
      name: '#storefront',
      url: 'https://hooks.example.com/services/T0/B0/x',
      events: ['crossing.opened'],
    },
    {
      kind: 'webhook',
      name: 'Incident bot',
      url: 'https://bot.example.com/headroom',
      events: [...events, 'date.near'],
    },
  ];
  for (const channel of wanted) {
    if (channels.some((/** @type {{ name: string }} */ it) => it.name === channel.name)) continue;
    const { id } = await api('POST', '/channels', channel);
    // No such address answers, so that a delivery that waits is in the picture.
    await api('POST', `/channels/${id}/test`);
  }
}

/** Tokens, a target that does not answer, a schedule. @param {Api} api @param {string} app */
async function accounts(api, app) {
  const at = `/apps/${app}`;
  const labelled = (/** @type {{ label: string }[]} */ tokens, /** @type {string} */ label) =>
    tokens.some((token) => token.label === label);
  const { tokens } = await api('GET', `${at}/tokens`);
  if (!labelled(tokens, 'web shop')) {
    const origins = ['https://shop.example.com'];
    await api('POST', `${at}/tokens`, { label: 'web shop', kind: 'browser', origins });
  }
  const read = await api('GET', `${at}/read-tokens`);
  if (!labelled(read.tokens, 'Grafana')) await api('POST', `${at}/read-tokens`, { label: 'Grafana', wholeTeam: true });
  const { targets } = await api('GET', `${at}/targets`);
  if (targets.length === 0)
    await api('POST', `${at}/targets`, { url: 'https://shop.example.com/metrics', intervalSeconds: 60 });
  const { schedules } = await api('GET', '/schedules');
  if (schedules.length > 0) return;
  await api('POST', '/schedules', { every: 'weekly', day: 1, hour: 8 });
  await api('POST', `${at}/schedules`, { every: 'monthly', day: 1, hour: 8 });
}

/** @param {Api} api @param {string} app */
async function aReport(api, app) {
  const { id } = await api('POST', `/apps/${app}/reports`, { days: 30 });
  return id;
}

/** @param {Api} api @param {string} report */
async function aShare(api, report) {
  const { url } = await api('POST', `/reports/${report}/shares`, { days: 7 });
  return new URL(url).pathname;
}

/** @param {Api} api */
async function anInvitation(api) {
  const { url } = await api('POST', '/invitations', { role: 'viewer' });
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** @param {Api} api @param {string} app */
async function aDashboard(api, app) {
  const name = 'Black Friday';
  const { dashboards } = await api('GET', '/dashboards');
  const known = dashboards.find((/** @type {{ name: string }} */ it) => it.name === name);
  if (known) return `/dashboards/${known.id}`;
  const { id } = await api('POST', '/dashboards', { name });
  const route = { of: 'point', key: 'http.response.status_code' };
  const state = { of: 'point', key: 'db.client.connection.state' };
  const instance = { of: 'resource', key: 'service.instance.id' };
  const question = { filters: [], groupBy: [], across: 'sum' };
  const panels = [
    { title: 'Active users', question: { ...question, metric: 'app.users.active', value: 'last' } },
    {
      title: 'How long people wait',
      question: {
        ...question,
        metric: 'http.server.request.duration',
        value: 'quantile',
        quantile: 0.95,
        groupBy: [route],
      },
    },
    {
      title: 'Database connections',
      question: { ...question, metric: 'db.client.connection.count', value: 'avg', groupBy: [state, instance] },
    },
    { title: 'Cache hits', question: { ...question, metric: 'cache.hits', value: 'rate' } },
    {
      title: 'Mails that wait',
      question: { ...question, metric: 'app.mail.queue.depth', value: 'max', across: 'max' },
    },
  ];
  for (const panel of panels) await api('POST', `/dashboards/${id}/panels`, { app, ...panel });
  return `/dashboards/${id}`;
}

/** One of the team's own, in two versions. @param {Api} api @returns {Promise<string[]>} its pages */
async function aRoadmap(api) {
  const title = 'Storefront, our road';
  const { roadmaps } = await api('GET', '/roadmaps');
  let id = roadmaps.find((/** @type {{ title: string }} */ it) => it.title === title)?.id;
  if (!id) {
    const { text } = await api('GET', `/roadmaps/${ROADMAP}`);
    const first = text.replace(/^title: .*$/m, `title: ${title}`);
    ({ id } = await api('POST', '/roadmaps', { text: first, note: 'As the document has it.', forkedFrom: ROADMAP }));
    const { text: kept } = await api('GET', `/roadmaps/${id}`);
    await api('PUT', `/roadmaps/${id}`, { text: changed(kept), note: 'Our customers wait less.', basedOn: 1 });
  }
  return [`/roadmaps/${id}`, `/roadmaps/${id}/edit`, `/roadmaps/${id}/changes?from=1&to=2`];
}

/** Two limits less, one step gone. @param {string} text YAML */
function changed(text) {
  return text.replace(/limit: 500\b/, 'limit: 400').replace(/limit: 80\b/, 'limit: 75');
}
