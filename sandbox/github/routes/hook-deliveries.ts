import { isRecord } from '../body.js';
import { iso } from '../present/account.js';
import { invalid, notFound } from '../refusal.js';
import { type Answer, type Call, globalRoute, type Route } from '../router.js';
import type { DeliveryAttempt } from '../webhooks.js';
import { callingApp } from './apps.js';

/** What was delivered to the App, for its JWT: https://docs.github.com/en/rest/apps/webhooks */
export const hookDeliveryRoutes: readonly Route[] = [
  globalRoute('GET /app/hook/deliveries', undefined, listDeliveries),
  globalRoute('GET /app/hook/deliveries/{delivery_id}', undefined, getDelivery),
  globalRoute('POST /app/hook/deliveries/{delivery_id}/attempts', undefined, redeliver),
];

function attemptsOf(call: Call): DeliveryAttempt[] {
  const { slug } = callingApp(call);
  return call.world.webhooks.attempts.filter((attempt) => attempt.record.app === slug);
}

function findAttempt(call: Call): DeliveryAttempt {
  const found = attemptsOf(call).find((attempt) => attempt.id === Number(call.params['delivery_id']));
  if (!found) throw notFound();
  return found;
}

/** Newest first. These pages go by cursor and not by number. */
function listDeliveries(call: Call): Answer {
  const { query, address } = call;
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30) || 30, 1), 100);
  const status = query.get('status');
  const cursor = query.get('cursor');
  if (cursor !== null && !/^v1_\d+$/.test(cursor)) throw invalid('Hook', 'cursor');
  const all = attemptsOf(call)
    .filter((attempt) => !status || (status === 'success') === isOk(attempt))
    .filter((attempt) => !cursor || attempt.id < Number(cursor.slice(3)))
    .reverse();
  const items = all.slice(0, size);
  const next = new URLSearchParams(query);
  next.set('cursor', `v1_${items.at(-1)?.id ?? 0}`);
  const headers = all.length > size ? { link: `<${address}?${next}>; rel="next"` } : {};
  return { status: 200, headers, body: items.map(presentAttempt) };
}

function isOk({ status }: DeliveryAttempt): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** `hook-delivery-item`. */
function presentAttempt(attempt: DeliveryAttempt) {
  const { record, status } = attempt;
  const failure = status === undefined ? 'failed to connect to host' : `Invalid HTTP Response: ${status}`;
  return {
    id: attempt.id,
    guid: record.id,
    delivered_at: iso(attempt.deliveredAt),
    redelivery: attempt.redelivery,
    duration: attempt.seconds,
    status: isOk(attempt) ? 'OK' : failure,
    status_code: status ?? 0,
    event: record.event,
    action: record.action ?? null,
    installation_id: idOf(record.payload['installation']),
    repository_id: idOf(record.payload['repository']),
    throttled_at: null,
  };
}

function idOf(value: unknown): number | null {
  return isRecord(value) && typeof value['id'] === 'number' ? value['id'] : null;
}

function getDelivery(call: Call): Answer {
  const attempt = findAttempt(call);
  const { requestHeaders: headers, record } = attempt;
  return {
    status: 200,
    body: {
      ...presentAttempt(attempt),
      url: attempt.url,
      request: { headers, payload: record.payload },
      response: { headers: {}, payload: null },
    },
  };
}

/** Sent again with the delivery's own id: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
function redeliver(call: Call): Answer {
  call.world.webhooks.redeliver(callingApp(call), findAttempt(call).record);
  return { status: 202, body: {} };
}
