import type { DeliveryRecord } from '../../sandbox/github/start-github.js';
import { EVENTS, faultsOf } from './contract.js';

/** What differs between a webhook and GitHub's description of it (`@octokit/openapi-webhooks`). Empty: nothing. */
export function faultsOfDelivery(delivery: Pick<DeliveryRecord, 'event' | 'action' | 'payload'>): string[] {
  const { event, action, payload } = delivery;
  const title = action === undefined ? event : `${event}.${action}`;
  const schema = EVENTS.get(title);
  if (schema === undefined) return [`webhook ${title}: no event that is described`];
  const body: unknown = JSON.parse(JSON.stringify(payload));
  return faultsOf(`webhook ${title}`, 'webhooks', body, () => schema).map((fault) => `webhook ${title}: ${fault}`);
}
