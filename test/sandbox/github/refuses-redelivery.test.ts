import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jwtOf, startTime } from './acme.js';
import { type Request, repo, startRequest } from './start-request.js';

let asked: Request;
beforeEach(async () => {
  asked = await startRequest();
  await asked.github.settle();
});
afterEach(() => asked.stop());

const jwt = () => asked.as(jwtOf(asked.privateKey, startTime)).rest.apps;
const list = async (more = {}) => (await jwt().listWebhookDeliveries({ per_page: 100, ...more })).data;
const comment = () => asked.user('alice').issues.createComment({ ...repo, issue_number: 1, body: 'x' });

describe('a delivery', () => {
  test('that is not there is 404, for another App too', async () => {
    const [delivery] = await list();
    const { privateKey } = asked.github.addApp({ slug: 'x', id: 9, permissions: {}, events: [], webhookSecret: '' });
    const other = asked.as(jwtOf(privateKey, startTime, { iss: 9 })).rest.apps;
    const id = { delivery_id: Number(delivery?.id) };
    expect((await other.listWebhookDeliveries()).data).toEqual([]);
    await expect(other.getWebhookDelivery(id)).rejects.toMatchObject({ status: 404 });
    await expect(other.redeliverWebhookDelivery(id)).rejects.toMatchObject({ status: 404 });
    await expect(jwt().redeliverWebhookDelivery({ delivery_id: 99_999 })).rejects.toMatchObject({ status: 404 });
  });

  test('is signed over the bytes that are sent, under an id of its own', async () => {
    await comment();
    await asked.github.settle();
    const ids = asked.deliveries.map((one) => one.headers['x-github-delivery']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(asked.github.deliveries.map((one) => one.id));
    for (const { signed, headers } of asked.deliveries) {
      expect(signed).toBe(true);
      expect(headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
      expect(headers['x-github-delivery']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });

  test('of another secret would bear another signature', async () => {
    const payload = asked.deliveries[0]?.payload;
    const headers = asked.deliveries[0]?.headers ?? {};
    const other = createHmac('sha256', 'another secret').update(JSON.stringify(payload)).digest('hex');
    expect(headers['x-hub-signature-256']).not.toBe(`sha256=${other}`);
  });

  test('that the App refused is listed with its status', async () => {
    asked.answers.push(400);
    await comment();
    await asked.github.settle();
    const [newest] = await list();
    expect(newest).toMatchObject({
      guid: asked.github.deliveries.at(-1)?.id,
      event: 'issue_comment',
      action: 'created',
      status: 'Invalid HTTP Response: 400',
      status_code: 400,
      redelivery: false,
      delivered_at: '2026-11-22T09:00:00Z',
      installation_id: asked.installationId,
      repository_id: 4242,
    });
    expect((await list({ status: 'failure' })).map((one) => one.id)).toEqual([newest?.id]);
    expect((await list({ status: 'success' })).map((one) => one.id)).not.toContain(newest?.id);
  });

  test('that nobody answered has the status code 0', async () => {
    asked.github.setWebhookUrl('lapse', 'http://127.0.0.1:1/');
    await comment();
    await asked.github.settle();
    expect((await list())[0]).toMatchObject({ status: 'failed to connect to host', status_code: 0 });
  });

  test('is sent again on request: the same id, the same payload, signed anew', async () => {
    asked.answers.push(400);
    await comment();
    await asked.github.settle();
    const [failed] = await list();
    const before = asked.deliveries.length;
    const { status } = await jwt().redeliverWebhookDelivery({ delivery_id: Number(failed?.id) });
    expect(status).toBe(202);
    await asked.github.settle();
    expect(asked.deliveries).toHaveLength(before + 1);
    const [again] = await list();
    expect(again).toMatchObject({ guid: failed?.guid, redelivery: true, status: 'OK', status_code: 200 });
    expect(again?.id).not.toBe(failed?.id);
    const received = asked.deliveries.at(-1);
    expect(received).toMatchObject({ signed: true, headers: { 'x-github-delivery': failed?.guid } });
    const { data } = await jwt().getWebhookDelivery({ delivery_id: Number(failed?.id) });
    expect(data.request.payload).toEqual(received?.payload);
    expect(data.request.headers).toMatchObject({ 'x-github-event': 'issue_comment' });
    expect(asked.github.deliveries.at(-1)).toMatchObject({ status: 200, attempts: 2 });
  });

  test('is listed newest first, in pages by cursor', async () => {
    await comment();
    await comment();
    await asked.github.settle();
    const whole = await list();
    const app = asked.as(jwtOf(asked.privateKey, startTime));
    const paged = await app.paginate(app.rest.apps.listWebhookDeliveries, { per_page: 2 });
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(4);
    expect(whole.map((one) => one.id)).toEqual(whole.map((one) => one.id).sort((a, b) => Number(b) - Number(a)));
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ status: 422 });
  });
});
